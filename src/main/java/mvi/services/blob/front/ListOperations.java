package mvi.services.blob.front;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import mvi.engines.http.HttpReply;
import mvi.services.blob.Listing;
import mvi.services.blob.StoredObject;
import mvi.services.blob.VersionEntry;
import mvi.services.blob.VersionListing;
import mvi.services.blob.VersioningBlobService;
import mvi.services.blob.front.BucketOperations.Tokens;

/** Pages of a bucket: its objects, in both forms that S3 has, and its versions. */
final class ListOperations {
    private static final int PAGE_LIMIT = 1000;

    private final VersioningBlobService blob;
    private final Owners owners;

    ListOperations(VersioningBlobService blob, Owners owners) {
        this.blob = blob;
        this.owners = owners;
    }

    HttpReply objects(S3Call call) {
        String marker = call.query().text("marker");
        int limit = limit(call);
        Listing listing = page(call, marker, limit);
        UnaryOperator<String> text = text(call);
        return S3Reply.xml(
                "ListBucketResult",
                xml -> {
                    head(xml, call, limit, listing.next().isPresent(), text);
                    xml.element("Marker", text.apply(marker));
                    listing.next().ifPresent(next -> xml.element("NextMarker", text.apply(next)));
                    entries(xml, listing, text, each -> owner(xml, call, each));
                });
    }

    HttpReply objectsV2(S3Call call) {
        S3Query query = call.query();
        Optional<String> token = query.first("continuation-token");
        String after =
                token.filter(each -> !each.isEmpty())
                        .map(Tokens::read)
                        .orElse(query.text("start-after"));
        int limit = limit(call);
        Listing listing = page(call, after, limit);
        UnaryOperator<String> text = text(call);
        boolean withOwner = query.text("fetch-owner").equals("true");
        return S3Reply.xml(
                "ListBucketResult",
                xml -> {
                    head(xml, call, limit, listing.next().isPresent(), text);
                    xml.element("KeyCount", listing.objects().size() + listing.prefixes().size());
                    token.ifPresent(it -> xml.element("ContinuationToken", it));
                    query.first("start-after")
                            .ifPresent(it -> xml.element("StartAfter", text.apply(it)));
                    listing.next()
                            .ifPresent(
                                    it -> xml.element("NextContinuationToken", Tokens.write(it)));
                    entries(
                            xml,
                            listing,
                            text,
                            each -> {
                                if (withOwner) {
                                    owner(xml, call, each);
                                }
                            });
                });
    }

    HttpReply versions(S3Call call) {
        S3Query query = call.query();
        String key = query.text("key-marker");
        Optional<String> version = query.first("version-id-marker").filter(each -> !each.isEmpty());
        if (version.isPresent() && key.isEmpty()) {
            throw S3Error.of(
                    "InvalidArgument", 400, "a version-id-marker goes with its key-marker");
        }
        int limit = limit(call);
        VersionListing listing =
                limit == 0
                        ? new VersionListing(List.of(), List.of(), Optional.empty())
                        : blob.listVersions(
                                call.bucketName(),
                                query.text("prefix"),
                                query.text("delimiter"),
                                key.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new VersionListing.Marker(key, version)),
                                limit);
        UnaryOperator<String> text = text(call);
        return S3Reply.xml(
                "ListVersionsResult",
                xml -> {
                    head(xml, call, limit, listing.next().isPresent(), text);
                    xml.element("KeyMarker", text.apply(key));
                    xml.element("VersionIdMarker", version.orElse(""));
                    listing.next().ifPresent(next -> next(xml, next, text));
                    listing.versions().forEach(each -> version(xml, call, each, text));
                    prefixes(xml, listing.prefixes(), text);
                });
    }

    private static void next(XmlText xml, VersionListing.Marker next, UnaryOperator<String> text) {
        xml.element("NextKeyMarker", text.apply(next.key()));
        next.version().ifPresent(it -> xml.element("NextVersionIdMarker", it));
    }

    private void version(XmlText xml, S3Call call, VersionEntry entry, UnaryOperator<String> text) {
        StoredObject object = entry.object();
        xml.element(
                entry.isDeleteMarker() ? "DeleteMarker" : "Version",
                () -> {
                    xml.element("Key", text.apply(object.name().key()));
                    xml.element("VersionId", object.version());
                    xml.element("IsLatest", entry.isLatest());
                    xml.element("LastModified", S3Fields.xmlTime(object.modified()));
                    if (!entry.isDeleteMarker()) {
                        content(xml, object);
                    }
                    owner(xml, call, object);
                });
    }

    private static int limit(S3Call call) {
        return call.query().number("max-keys", PAGE_LIMIT, PAGE_LIMIT);
    }

    private Listing page(S3Call call, String after, int limit) {
        if (limit == 0) {
            return new Listing(List.of(), List.of(), Optional.empty());
        }
        S3Query query = call.query();
        return blob.list(
                call.bucketName(), query.text("prefix"), query.text("delimiter"), after, limit);
    }

    private static UnaryOperator<String> text(S3Call call) {
        return call.isUrlEncoded() ? Percent::encode : UnaryOperator.identity();
    }

    private static void head(
            XmlText xml, S3Call call, int limit, boolean isTruncated, UnaryOperator<String> text) {
        xml.element("Name", call.target().bucket());
        xml.element("Prefix", text.apply(call.query().text("prefix")));
        call.query()
                .first("delimiter")
                .filter(each -> !each.isEmpty())
                .ifPresent(each -> xml.element("Delimiter", text.apply(each)));
        if (call.isUrlEncoded()) {
            xml.element("EncodingType", "url");
        }
        xml.element("MaxKeys", limit);
        xml.element("IsTruncated", isTruncated);
    }

    private static void entries(
            XmlText xml,
            Listing listing,
            UnaryOperator<String> text,
            Consumer<StoredObject> owner) {
        for (StoredObject each : listing.objects()) {
            xml.element(
                    "Contents",
                    () -> {
                        xml.element("Key", text.apply(each.name().key()));
                        xml.element("LastModified", S3Fields.xmlTime(each.modified()));
                        content(xml, each);
                        owner.accept(each);
                    });
        }
        prefixes(xml, listing.prefixes(), text);
    }

    private static void content(XmlText xml, StoredObject object) {
        xml.element("ETag", S3Fields.quoted(object.etag()));
        object.checksum()
                .ifPresent(
                        it -> {
                            xml.element("ChecksumAlgorithm", it.algorithm());
                            xml.element("ChecksumType", ObjectHeaders.type(it));
                        });
        xml.element("Size", object.length());
        xml.element("StorageClass", "STANDARD");
    }

    private static void prefixes(XmlText xml, List<String> prefixes, UnaryOperator<String> text) {
        for (String each : prefixes) {
            xml.element("CommonPrefixes", () -> xml.element("Prefix", text.apply(each)));
        }
    }

    private void owner(XmlText xml, S3Call call, StoredObject object) {
        owners.write(xml, "Owner", S3Fields.owner(call.bucket(), object));
    }
}
