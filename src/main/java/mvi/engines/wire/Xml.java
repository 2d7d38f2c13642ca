package mvi.engines.wire;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import mvi.engines.base.Problem;

/**
 * As much XML as S3 speaks: a writer of elements and texts, and a reader into a small tree that
 * refuses document types (and with them entities of any sort), depth and number beyond its limits.
 */
public final class Xml {
    private static final int DEPTH = 32;
    private static final int MOST_ELEMENTS = 100_000;

    private final StringBuilder text =
            new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** An element that was read; names are without prefix, text is that between its children. */
    public record Element(String name, String text, List<Element> children) {
        public Optional<Element> child(String childName) {
            return children.stream().filter(each -> each.name().equals(childName)).findFirst();
        }

        /** Text of the first child of that name. */
        public Optional<String> text(String childName) {
            return child(childName).map(Element::text);
        }

        public List<Element> all(String childName) {
            return children.stream().filter(each -> each.name().equals(childName)).toList();
        }
    }

    /** Starts a document: its root element, and the root's namespace unless that is empty. */
    public static Xml document(String root, String namespace) {
        Xml xml = new Xml();
        xml.open.push(root);
        xml.text.append('<').append(root);
        if (!namespace.isEmpty()) {
            xml.text.append(" xmlns=\"").append(escape(namespace)).append('"');
        }
        xml.text.append('>');
        return xml;
    }

    private Xml() {}

    public Xml start(String name) {
        open.push(name);
        text.append('<').append(name).append('>');
        return this;
    }

    public Xml end() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    public Xml element(String name, String content) {
        text.append('<').append(name).append('>').append(escape(content));
        text.append("</").append(name).append('>');
        return this;
    }

    public Xml element(String name, long content) {
        return element(name, Long.toString(content));
    }

    /** The document, every open element ended. */
    public byte[] bytes() {
        while (!open.isEmpty()) {
            end();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String escape(String content) {
        StringBuilder escaped = new StringBuilder(content.length() + 16);
        content.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> escaped.append("&amp;");
                                case '<' -> escaped.append("&lt;");
                                case '>' -> escaped.append("&gt;");
                                case '"' -> escaped.append("&quot;");
                                case '\r' -> escaped.append("&#13;");
                                default -> escaped.appendCodePoint(isCharacter(c) ? c : 0xfffd);
                            }
                        });
        return escaped.toString();
    }

    /** XML 1.0, 2.2. */
    private static boolean isCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= 0x20 && c < 0xd800)
                || (c >= 0xe000 && c < 0xfffe)
                || c >= 0x10000;
    }

    /** The root element. Throws INVALID {@code malformed-xml}. */
    public static Element parse(byte[] document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            return read(factory.createXMLStreamReader(new ByteArrayInputStream(document)));
        } catch (XMLStreamException bad) {
            throw malformed("it is not well-formed");
        }
    }

    private static Element read(XMLStreamReader reader) throws XMLStreamException {
        Deque<Element> path = new ArrayDeque<>();
        Deque<StringBuilder> texts = new ArrayDeque<>();
        Optional<Element> root = Optional.empty();
        int count = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> throw malformed("a document type is not accepted");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++count > MOST_ELEMENTS || path.size() == DEPTH) {
                        throw malformed("it has too many elements, or they are too deep");
                    }
                    path.push(new Element(reader.getLocalName(), "", new ArrayList<>()));
                    texts.push(new StringBuilder());
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!texts.isEmpty()) {
                        texts.getFirst().append(reader.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    Element ended = path.pop();
                    Element whole =
                            new Element(ended.name(), texts.pop().toString(), ended.children());
                    if (path.isEmpty()) {
                        root = Optional.of(whole);
                    } else {
                        path.getFirst().children().add(whole);
                    }
                }
                default -> {}
            }
        }
        return root.orElseThrow(() -> malformed("it is empty"));
    }

    private static Problem malformed(String why) {
        return Problem.invalid("malformed-xml", "the XML can not be read: " + why);
    }
}
