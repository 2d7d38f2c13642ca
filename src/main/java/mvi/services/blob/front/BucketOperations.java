package mvi.services.blob.front;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobService;
import mvi.services.blob.Bucket;
import mvi.services.blob.Listing;
import mvi.services.blob.ObjectName;
import mvi.services.blob.StoredObject;

/** Operations on a bucket or on all of them. */
final class BucketOperations {
    private static final int PAGE_LIMIT = 1000;
    private static final int DELETE_LIMIT = 1000;

    private final BlobService blob;
    private final Gatekeeper gatekeeper;
    private final BlobConfig config;

    BucketOperations(BlobService blob, Gatekeeper gatekeeper, BlobConfig config) {
        this.blob = blob;
        this.gatekeeper = gatekeeper;
        this.config = config;
    }

    HttpReply list(S3Call call) {
        List<Bucket> buckets = blob.listBuckets(call.principal().account());
        return S3Reply.xml(
                "ListAllMyBucketsResult",
                xml -> {
                    owner(xml, call, "Owner");
                    xml.element(
                            "Buckets",
                            () ->
                                    buckets.forEach(
                                            each ->
                                                    xml.element(
                                                            "Bucket", () -> bucket(xml, each))));
                });
    }

    private static void bucket(XmlText xml, Bucket bucket) {
        xml.element("Name", bucket.name().name());
        xml.element("CreationDate", S3Fields.xmlTime(bucket.created()));
    }

    static void owner(XmlText xml, S3Call call, String element) {
        xml.element(
                element,
                () -> {
                    xml.element("ID", call.principal().account());
                    xml.element("DisplayName", call.principal().name());
                });
    }

    HttpReply create(S3Call call) {
        S3Fields.refuseUnserved(call.headers());
        byte[] document = call.document();
        if (document.length > 0) {
            XmlTree.parse(document, "CreateBucketConfiguration")
                    .first("LocationConstraint")
                    .filter(region -> !region.equals(config.region()))
                    .ifPresent(
                            region -> {
                                throw S3Error.of(
                                        "InvalidLocationConstraint",
                                        400,
                                        "the one region is " + config.region());
                            });
        }
        blob.createBucket(call.bucket());
        return HttpReply.empty(200, Headers.of("Location", "/" + call.target().bucket()));
    }

    HttpReply head(S3Call call) {
        blob.headBucket(call.bucket());
        return HttpReply.empty(200, Headers.of("x-amz-bucket-region", config.region()));
    }

    HttpReply delete(S3Call call) {
        blob.deleteBucket(call.bucket());
        return S3Reply.noContent();
    }

    /** The region us-east-1 is written as nothing, as S3 has it. */
    HttpReply location(S3Call call) {
        blob.headBucket(call.bucket());
        byte[] document =
                XmlText.documentOfText(
                        "LocationConstraint",
                        config.region().equals("us-east-1") ? "" : config.region());
        return HttpReply.bytes(200, Headers.of("Content-Type", "application/xml"), document);
    }

    HttpReply listObjects(S3Call call) {
        String marker = call.query().text("marker");
        int limit = call.query().number("max-keys", PAGE_LIMIT, PAGE_LIMIT);
        Listing listing = page(call, marker, limit);
        UnaryOperator<String> text = text(call);
        return S3Reply.xml(
                "ListBucketResult",
                xml -> {
                    head(xml, call, limit, listing, text);
                    xml.element("Marker", text.apply(marker));
                    listing.next().ifPresent(next -> xml.element("NextMarker", text.apply(next)));
                    entries(xml, listing, text, entry -> owner(xml, call, "Owner"));
                });
    }

    HttpReply listObjectsV2(S3Call call) {
        S3Query query = call.query();
        String token = query.text("continuation-token");
        String after = token.isEmpty() ? query.text("start-after") : fromToken(token);
        int limit = query.number("max-keys", PAGE_LIMIT, PAGE_LIMIT);
        Listing listing = page(call, after, limit);
        UnaryOperator<String> text = text(call);
        boolean withOwner = query.text("fetch-owner").equals("true");
        return S3Reply.xml(
                "ListBucketResult",
                xml -> {
                    head(xml, call, limit, listing, text);
                    xml.element("KeyCount", listing.objects().size() + listing.prefixes().size());
                    if (!token.isEmpty()) {
                        xml.element("ContinuationToken", token);
                    }
                    query.first("start-after")
                            .ifPresent(it -> xml.element("StartAfter", text.apply(it)));
                    listing.next()
                            .ifPresent(it -> xml.element("NextContinuationToken", toToken(it)));
                    entries(
                            xml,
                            listing,
                            text,
                            entry -> {
                                if (withOwner) {
                                    owner(xml, call, "Owner");
                                }
                            });
                });
    }

    private Listing page(S3Call call, String after, int limit) {
        if (limit == 0) {
            blob.headBucket(call.bucket());
            return new Listing(List.of(), List.of(), Optional.empty());
        }
        S3Query query = call.query();
        return blob.list(
                call.bucket(), query.text("prefix"), query.text("delimiter"), after, limit);
    }

    private static UnaryOperator<String> text(S3Call call) {
        return call.isUrlEncoded() ? Percent::encode : UnaryOperator.identity();
    }

    private static void head(
            XmlText xml, S3Call call, int limit, Listing listing, UnaryOperator<String> text) {
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
        xml.element("IsTruncated", listing.next().isPresent());
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
                        xml.element("ETag", S3Fields.quoted(each.etag()));
                        each.checksum()
                                .ifPresent(it -> xml.element("ChecksumAlgorithm", it.algorithm()));
                        xml.element("Size", each.length());
                        owner.accept(each);
                        xml.element("StorageClass", "STANDARD");
                    });
        }
        for (String each : listing.prefixes()) {
            xml.element("CommonPrefixes", () -> xml.element("Prefix", text.apply(each)));
        }
    }

    private static String toToken(String after) {
        return Base64.getUrlEncoder().encodeToString(after.getBytes(StandardCharsets.UTF_8));
    }

    private static String fromToken(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw S3Error.of("InvalidArgument", 400, "this continuation token is not one of ours");
        }
    }

    HttpReply deleteObjects(S3Call call) {
        XmlTree document = XmlTree.parse(call.document(), "Delete");
        boolean isQuiet = document.first("Quiet").filter("true"::equals).isPresent();
        List<XmlTree> objects = document.all("Object");
        if (objects.isEmpty() || objects.size() > DELETE_LIMIT) {
            throw S3Error.malformedXml("it names 1 to " + DELETE_LIMIT + " objects");
        }
        List<String> keys = objects.stream().map(each -> each.require("Key")).toList();
        blob.headBucket(call.bucket());
        return S3Reply.xml(
                "DeleteResult", xml -> keys.forEach(key -> deleteOne(xml, call, key, isQuiet)));
    }

    private void deleteOne(XmlText xml, S3Call call, String key, boolean isQuiet) {
        try {
            String resource = call.target().bucket() + "/" + key;
            gatekeeper.authorise(
                    call.principal(),
                    new Permission(
                            S3Operation.DELETE_OBJECTS.action(),
                            call.principal().account(),
                            resource));
            blob.delete(new ObjectName(call.bucket(), key));
            if (!isQuiet) {
                xml.element("Deleted", () -> xml.element("Key", key));
            }
        } catch (Problem problem) {
            S3Error error = S3Error.of(problem);
            xml.element(
                    "Error",
                    () -> {
                        xml.element("Key", key);
                        xml.element("Code", error.code());
                        xml.element("Message", error.message());
                    });
        }
    }
}
