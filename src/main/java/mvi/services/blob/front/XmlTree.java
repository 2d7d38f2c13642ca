package mvi.services.blob.front;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A small document that a client sent: names without namespaces, text, children. No document type,
 * no entities but XML's own, a bounded depth.
 */
record XmlTree(String name, String text, List<XmlTree> children) {
    private static final int MAXIMUM_DEPTH = 8;

    /** More than ten thousand parts with all that can be said of each. */
    private static final int MAXIMUM_ELEMENTS = 120_000;

    /** None, S3's, and the one that it had before. */
    private static final Set<String> NAMESPACES =
            Set.of(
                    "",
                    "http://s3.amazonaws.com/doc/2006-03-01/",
                    "http://doc.s3.amazonaws.com/2006-03-01",
                    "http://doc.s3.amazonaws.com/2006-03-01/");

    /** Throws {@code MalformedXML} unless its root has this name. */
    static XmlTree parse(byte[] bytes, String root) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text(bytes)));
            try {
                while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                    if (reader.getEventType() == XMLStreamConstants.DTD) {
                        throw S3Error.malformedXml("a document type is not allowed");
                    }
                }
                XmlTree tree = new Elements(reader).read(1);
                while (reader.hasNext()) {
                    reader.next();
                }
                if (!tree.name().equals(root)) {
                    throw S3Error.malformedXml("its root is not " + root);
                }
                return tree;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException malformed) {
            throw S3Error.malformedXml("it does not parse");
        }
    }

    /** Decoded here: the parser tells standard error of bytes that are not UTF-8. */
    private static String text(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw S3Error.malformedXml("it is not UTF-8");
        }
    }

    private static final class Elements {
        private final XMLStreamReader reader;
        private int count;

        private Elements(XMLStreamReader reader) {
            this.reader = reader;
        }

        private XmlTree read(int depth) throws XMLStreamException {
            if (depth > MAXIMUM_DEPTH) {
                throw S3Error.malformedXml("it is nested too deep");
            }
            if (++count > MAXIMUM_ELEMENTS) {
                throw S3Error.malformedXml("it has more than " + MAXIMUM_ELEMENTS + " elements");
            }
            String namespace = reader.getNamespaceURI();
            if (namespace != null && !NAMESPACES.contains(namespace)) {
                throw S3Error.malformedXml("its namespace is not S3's");
            }
            String name = reader.getLocalName();
            StringBuilder text = new StringBuilder();
            List<XmlTree> children = new ArrayList<>();
            while (true) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> children.add(read(depth + 1));
                    case XMLStreamConstants.END_ELEMENT -> {
                        return new XmlTree(name, text.toString(), children);
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                            text.append(reader.getText());
                    case XMLStreamConstants.ENTITY_REFERENCE ->
                            throw S3Error.malformedXml("entities are not allowed");
                    default -> {}
                }
            }
        }
    }

    List<XmlTree> all(String child) {
        return children.stream().filter(each -> each.name().equals(child)).toList();
    }

    Optional<String> first(String child) {
        return all(child).stream().findFirst().map(XmlTree::text);
    }

    List<String> texts(String child) {
        return all(child).stream().map(XmlTree::text).toList();
    }

    Optional<XmlTree> child(String child) {
        return all(child).stream().findFirst();
    }

    String require(String child) {
        return first(child).orElseThrow(() -> S3Error.malformedXml("it has no " + child));
    }
}
