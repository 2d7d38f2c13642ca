package mvi.services.blob.front;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Throws {@code MalformedXML} unless its root has this name. */
    static XmlTree parse(byte[] bytes, String root) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader =
                    factory.createXMLStreamReader(new ByteArrayInputStream(bytes), "UTF-8");
            try {
                while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                    if (reader.getEventType() == XMLStreamConstants.DTD) {
                        throw S3Error.malformedXml("a document type is not allowed");
                    }
                }
                XmlTree tree = element(reader, 1);
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

    private static XmlTree element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > MAXIMUM_DEPTH) {
            throw S3Error.malformedXml("it is nested too deep");
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<XmlTree> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
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
