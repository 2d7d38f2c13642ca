package mvi.services.blob.front;

import java.util.List;
import java.util.Optional;
import mvi.engines.http.HttpReply;
import mvi.services.blob.Deletion;
import mvi.services.blob.WriteConditions;

/** DeleteObjects: up to a thousand in one request, each with its own outcome. */
final class MultiDelete {
    private static final int LIMIT = 1000;

    private final ObjectOperations objects;

    MultiDelete(ObjectOperations objects) {
        this.objects = objects;
    }

    /** One to delete. */
    record Item(String key, Optional<String> version, WriteConditions conditions) {}

    HttpReply delete(S3Call call) {
        XmlTree document = call.xml("Delete");
        boolean isQuiet = document.first("Quiet").map(SettingXml::isTrue).orElse(false);
        List<XmlTree> objects = document.all("Object");
        if (objects.isEmpty() || objects.size() > LIMIT) {
            throw S3Error.malformedXml("it names 1 to " + LIMIT + " objects");
        }
        List<Item> items = objects.stream().map(MultiDelete::item).toList();
        call.bucket();
        return S3Reply.xml(
                "DeleteResult",
                xml -> items.forEach(each -> this.objects.delete(call, xml, each, isQuiet)));
    }

    private static Item item(XmlTree object) {
        // Passed over, a condition would let go what it is to keep.
        if (object.child("LastModifiedTime").isPresent() || object.child("Size").isPresent()) {
            throw S3Error.notImplemented("a condition other than ETag");
        }
        return new Item(
                object.require("Key"),
                object.first("VersionId").filter(each -> !each.isEmpty()),
                object.first("ETag")
                        .map(S3Fields::unquoted)
                        .map(WriteConditions::onlyIf)
                        .orElse(WriteConditions.NONE));
    }

    static void deleted(XmlText xml, Item item, Deletion.Done done) {
        xml.element("Key", item.key());
        item.version().ifPresent(it -> xml.element("VersionId", it));
        if (done.isMarker()) {
            xml.element("DeleteMarker", true);
            done.version().ifPresent(it -> xml.element("DeleteMarkerVersionId", it));
        }
    }

    static void failed(XmlText xml, Item item, S3Error error) {
        xml.element("Key", item.key());
        item.version().ifPresent(it -> xml.element("VersionId", it));
        xml.element("Code", error.code());
        xml.element("Message", error.message());
    }
}
