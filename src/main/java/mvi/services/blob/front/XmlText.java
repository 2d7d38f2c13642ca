package mvi.services.blob.front;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes one of S3's documents. */
final class XmlText {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder text =
            new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    private XmlText() {}

    static byte[] document(String root, Consumer<XmlText> content) {
        XmlText xml = new XmlText();
        xml.text.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
        content.accept(xml);
        xml.text.append("</").append(root).append('>');
        return xml.text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] documentOfText(String root, String value) {
        return document(root, xml -> xml.escape(value));
    }

    /** S3's errors have no namespace. */
    static byte[] plainDocument(String root, Consumer<XmlText> content) {
        XmlText xml = new XmlText();
        xml.element(root, () -> content.accept(xml));
        return xml.text.toString().getBytes(StandardCharsets.UTF_8);
    }

    XmlText element(String name, Runnable content) {
        text.append('<').append(name).append('>');
        content.run();
        text.append("</").append(name).append('>');
        return this;
    }

    /** With an {@code xsi:type}. */
    XmlText typed(String name, String type, Runnable content) {
        text.append('<')
                .append(name)
                .append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"")
                .append(type)
                .append("\">");
        content.run();
        text.append("</").append(name).append('>');
        return this;
    }

    XmlText element(String name, Object value) {
        return element(name, () -> escape(String.valueOf(value)));
    }

    /** What needs no escape, which is most of it, goes in one piece. */
    private void escape(String value) {
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            if (isEscaped(value.charAt(i))) {
                text.append(value, from, i);
                from = i + 1;
                append(value.charAt(i));
            }
        }
        text.append(value, from, value.length());
    }

    private static boolean isEscaped(char c) {
        return switch (c) {
            case '<', '>', '&', '"', 0x7f -> true;
            case '\t', '\n' -> false;
            default -> c < ' ';
        };
    }

    private void append(char escaped) {
        switch (escaped) {
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '&' -> text.append("&amp;");
            case '"' -> text.append("&quot;");
            default -> text.append("&#").append((int) escaped).append(';');
        }
    }
}
