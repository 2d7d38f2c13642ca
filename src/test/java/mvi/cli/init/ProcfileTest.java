package mvi.cli.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;

final class ProcfileTest {
    @Test
    void eachLineIsAProcessAndReleaseIsNone() {
        Procfile read =
                Procfile.read(
                        """
                        # what runs

                        web: bin/web -p $PORT
                        release: bin/migrate
                          clock :  bin/clock\t
                        """
                                .replace("\n", "\r\n"));
        assertThat(read.processes().keySet()).containsExactly("web", "clock");
        assertThat(read.processes()).containsEntry("clock", List.of("bin/clock"));
        assertThat(read.release()).contains(List.of("bin/migrate"));
        assertThat(read.renamed()).isEmpty();
    }

    @Test
    void oddNamesBecomeLegalOnesOrAreRefusedAtTheirLine() {
        assertThat(Procfile.read("Web_2: a\nWörker: b\n").renamed())
                .containsEntry("web-2", "Web_2")
                .containsEntry("w-rker", "Wörker");
        for (String name : List.of("___", "x-web", "X_web", "a".repeat(41), "日本")) {
            refused("web: a\n" + name + ": b\n", "Procfile:2: ", "can't be the name of a process");
        }
        refused("a_b: x\na-b: y\n", "Procfile:2: a second process is called 'a-b'");
        refused("release: x\n", "no process that goes on");
    }

    @Test
    void whatIsNoLineOfAProcfileIsRefusedWithItsNumber() {
        refused("web: a\nworker b\n", "Procfile:2: 'worker b' is not NAME: COMMAND");
        refused("web:  \n", "Procfile:1: ");
        refused("web: a\nworker: \uFFFD\n", "Procfile:2: a character that is not UTF-8");
        refused("web: \u001b[2J\n", "Procfile:1: a character that is not UTF-8");
        refused("web: a\u202Eb\n", "Procfile:1: a character that is not UTF-8");
        refused("", "names no process");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= Procfile.PROCESSES; i++) {
            many.append('p').append(i).append(": x\n");
        }
        refused(many.toString(), "Procfile:101: more than 100 processes");
    }

    @Test
    void aShellIsThereOnlyWhereItIsNeededAndMakesWay() {
        assertThat(words("node 'my server.js' --port=80"))
                .containsExactly("node", "my server.js", "--port=80");
        assertThat(words("puma -p $PORT")).containsExactly("sh", "-c", "exec puma -p $PORT");
        for (String compound : List.of("a && b", "A=1 b", "exec a $B", "a; b", "a | b")) {
            assertThat(words(compound)).containsExactly("sh", "-c", compound);
        }
        refused("web: a\nsay: say 'hi\n", "Procfile:2: a quote is never closed");
        assertThat(ShellCommand.typed(List.of("sh", "-c", "a && b"))).isEqualTo("sh -c 'a && b'");
    }

    private static List<String> words(String line) {
        return ShellCommand.words(line).orElseThrow();
    }

    private static void refused(String text, String... said) {
        assertThatThrownBy(() -> Procfile.read(text))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll(said);
    }
}
