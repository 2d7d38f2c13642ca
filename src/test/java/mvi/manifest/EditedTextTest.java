package mvi.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class EditedTextTest {
    private static Edit edit(int line, int column, String old, String... entries) {
        return new Edit("compose.yaml", line, column, old, List.of(entries));
    }

    @Test
    void entriesOfABlockStandOnLinesOfTheirOwn() {
        EditedText edited =
                new EditedText("a:\n  type: x # said\n", List.of(edit(2, 9, "x", "y", "z: 1")));
        assertThat(edited.text()).isEqualTo("a:\n  type: y\n  z: 1 # said\n");
        assertThat(edited.difference())
                .containsExactly("@@ 2 @@", "-  type: x # said", "+  type: y", "+  z: 1 # said");
    }

    @Test
    void entriesOfAFlowStandBesideEachOther() {
        EditedText edited = new EditedText("a: {b: x}", List.of(edit(1, 5, "", "n: 1", "")));
        assertThat(edited.text()).isEqualTo("a: {n: 1, b: x}");
        assertThat(edited.difference())
                .containsExactly("@@ 1 @@", "-a: {b: x}", "+a: {n: 1, b: x}");
    }

    @Test
    void whatIsInsertedLeavesItsLineAsItWas() {
        EditedText edited = new EditedText("a:\n  b: x", List.of(edit(2, 3, "", "n: 1", "")));
        assertThat(edited.text()).isEqualTo("a:\n  n: 1\n  b: x");
        assertThat(edited.difference()).containsExactly("@@ 2 @@", "+  n: 1", "   b: x");
    }

    @Test
    void manyEditsOfALineKeepTheirPlaces() {
        EditedText edited =
                new EditedText(
                        "a: {𝄞: x, imag: y, prot: z}",
                        List.of(edit(1, 11, "imag", "image"), edit(1, 20, "prot", "port")));
        assertThat(edited.text()).isEqualTo("a: {𝄞: x, image: y, port: z}");
    }

    @Test
    void whatIsNotThereIsNotReplaced() {
        EditedText edited =
                new EditedText(
                        "a: b",
                        List.of(edit(1, 1, "x", "y"), edit(1, 9, "", "y"), edit(7, 1, "", "y")));
        assertThat(edited.isChanged()).isFalse();
        assertThat(edited.text()).isEqualTo("a: b");
        assertThat(edited.difference()).isEmpty();
    }
}
