package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class XmlTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(String document) {
        assertThatThrownBy(() -> Xml.parse(bytes(document)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("malformed-xml"));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        String text = "a<b>&\"c\" \r\n\t\u00e4\ud83d\ude00";
        byte[] document =
                Xml.document("Root", "http://a/b")
                        .start("Inner")
                        .element("Text", text)
                        .element("Number", 7)
                        .end()
                        .element("After", "")
                        .bytes();
        Xml.Element root = Xml.parse(document);
        assertThat(root.name()).isEqualTo("Root");
        Xml.Element inner = root.child("Inner").orElseThrow();
        assertThat(inner.text("Text")).contains(text);
        assertThat(inner.text("Number")).contains("7");
        assertThat(root.text("After")).contains("");
        assertThat(root.text("Other")).isEmpty();
    }

    @Test
    void charactersThatXmlCanNotCarryAreReplaced() {
        byte[] document = Xml.document("R", "").element("T", "a\u0000b\u001fc\uffffd").bytes();
        assertThat(Xml.parse(document).text("T")).contains("a\ufffdb\ufffdc\ufffdd");
    }

    @Test
    void prefixesAndCommentsAndCdataAreUnderstood() {
        Xml.Element root =
                Xml.parse(bytes("<n:R xmlns:n='u'><!-- c --><n:T>a<![CDATA[<b>]]>c</n:T></n:R>"));
        assertThat(root.text("T")).contains("a<b>c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE r><r/>",
                "<!DOCTYPE r [<!ENTITY e 'x'>]><r>&e;</r>",
                "<!DOCTYPE r SYSTEM 'file:///etc/hostname'><r/>",
                "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><r>&e;</r>",
                "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x'> %p;]><r/>",
                "<r>&e;</r>",
                "<r>&nbsp;</r>"
            })
    void documentTypesAndEntitiesAreRefused(String document) {
        refused(document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "<r>", "<r></s>", "<r/><r/>", "text", "<r a=1/>"})
    void whatIsNotWellFormedIsRefused(String document) {
        refused(document);
    }

    @Test
    void depthAndNumberOfElementsAreBounded() {
        assertThat(Xml.parse(bytes("<a>".repeat(32) + "</a>".repeat(32))).name()).isEqualTo("a");
        refused("<a>".repeat(33) + "</a>".repeat(33));
        refused("<r>" + "<a/>".repeat(100_000) + "</r>");
    }
}
