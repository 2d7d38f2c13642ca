package mvi.cli.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import mvi.cli.provider.Forwarding.Running;
import mvi.cli.provider.Forwarding.Wanted;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program in the place of {@code mvi forward} that says what it is told to say. */
final class ForwardingTest {
    private static final Wanted WANTED =
            new Wanted("http://127.0.0.1:7400", "compose-shop", "database", "postgres");

    @TempDir Path folder;

    @AfterEach
    void nothingStaysBehind() throws Exception {
        forwarding("exit 1").end();
    }

    @Test
    void theOneThatRunsIsKeptAsLongAsItIsTheSame() throws Exception {
        Running first = forwarding(listening()).ensure(WANTED, "127.0.0.1");
        long process = process();
        assertThat(first.isWaiting()).isFalse();
        assertThat(said()).contains("forward -a compose-shop database --service postgres");

        assertThat(forwarding("exit 1").ensure(WANTED, "127.0.0.1")).isEqualTo(first);
        assertThat(process()).isEqualTo(process);

        Wanted elsewhere = new Wanted("https://other:7400", WANTED.app(), "database", "postgres");
        assertThat(forwarding(listening()).ensure(elsewhere, "127.0.0.1")).isEqualTo(first);
        assertThat(process()).isNotEqualTo(process);
        assertThat(ProcessHandle.of(process)).isEmpty();
    }

    @Test
    void whatHasEndedIsStartedAgain() throws Exception {
        forwarding(listening()).ensure(WANTED, "127.0.0.1");
        long process = process();
        ProcessHandle handle = ProcessHandle.of(process).orElseThrow();
        handle.destroyForcibly();
        handle.onExit().get();
        forwarding(listening()).ensure(WANTED, "127.0.0.1");
        assertThat(process()).isNotEqualTo(process);
    }

    @Test
    void endingTakesProcessAndFilesAway() throws Exception {
        Forwarding forwarding = forwarding(listening());
        forwarding.ensure(WANTED, "127.0.0.1");
        long process = process();
        assertThat(forwarding.end()).isTrue();
        assertThat(ProcessHandle.of(process)).isEmpty();
        assertThat(folder.resolve("state/shop")).isEmptyDirectory();
        assertThat(forwarding.end()).isFalse();
    }

    @Test
    void aPortOfOthersIsLeftAlone() throws Exception {
        int port = forwarding(listening()).ensure(WANTED, "127.0.0.1").port();
        forwarding(listening()).end();
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", port));
            assertThat(forwarding(listening()).ensure(WANTED, "127.0.0.1").port())
                    .isEqualTo(port + 1);
        }
    }

    @Test
    void anAddressThatIsNotHereIsWaitedFor() throws Exception {
        assertThat(
                        forwarding("echo waiting for 192.0.2.1; exec sleep 1000")
                                .ensure(WANTED, "192.0.2.1")
                                .isWaiting())
                .isTrue();
    }

    @Test
    void oneThatCanNotStartIsToldByItsOwnWords() throws Exception {
        Forwarding forwarding = forwarding("echo 'error: no token'; exit 4");
        assertThatThrownBy(() -> forwarding.ensure(WANTED, "127.0.0.1"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.publicMessage()).contains("error: no token"));
        assertThat(folder.resolve("state/shop")).isEmptyDirectory();
    }

    private static String listening() {
        return "echo \"$@\"; echo listening on it; exec sleep 1000";
    }

    private Forwarding forwarding(String script) throws IOException {
        Path launcher = folder.resolve("mvi");
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return new Forwarding(
                folder.resolve("state"), launcher.toString(), Clock.system(), "shop", "database");
    }

    private long process() throws IOException {
        String state = Files.readString(folder.resolve("state/shop/database.json"));
        return Long.parseLong(state.replaceAll(".*\"pid\":(\\d+).*", "$1"));
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("state/shop/database.log"));
    }
}
