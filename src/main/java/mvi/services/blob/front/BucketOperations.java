package mvi.services.blob.front;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.services.blob.AccessList;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.ObjectOwnership;
import mvi.services.blob.VersioningBlobService;

/** Buckets themselves: listed, made, removed. */
final class BucketOperations {
    private static final int MOST_BUCKETS = 10_000;

    private final VersioningBlobService blob;
    private final Owners owners;
    private final Acls acls;
    private final BlobConfig config;

    BucketOperations(VersioningBlobService blob, Owners owners, Acls acls, BlobConfig config) {
        this.blob = blob;
        this.owners = owners;
        this.acls = acls;
        this.config = config;
    }

    HttpReply list(S3Call call) {
        S3Query query = call.query();
        int limit = query.number("max-buckets", MOST_BUCKETS, MOST_BUCKETS);
        String after = Tokens.read(query.text("continuation-token"));
        String prefix = query.text("prefix");
        boolean isElsewhere =
                query.first("bucket-region")
                        .filter(it -> !it.isEmpty() && !it.equals(config.region()))
                        .isPresent();
        List<Bucket> all =
                blob.listBuckets(call.principal().account()).stream()
                        .filter(_ -> !isElsewhere)
                        .filter(each -> each.name().name().compareTo(after) > 0)
                        .filter(each -> each.name().name().startsWith(prefix))
                        .toList();
        List<Bucket> page = all.subList(0, Math.min(limit, all.size()));
        return S3Reply.xml(
                "ListAllMyBucketsResult",
                xml -> {
                    owners.write(xml, "Owner", call.principal().account());
                    xml.element(
                            "Buckets",
                            () ->
                                    page.forEach(
                                            each -> xml.element("Bucket", () -> entry(xml, each))));
                    if (!page.isEmpty() && page.size() < all.size()) {
                        xml.element(
                                "ContinuationToken", Tokens.write(page.getLast().name().name()));
                    }
                    if (!prefix.isEmpty()) {
                        xml.element("Prefix", prefix);
                    }
                });
    }

    private void entry(XmlText xml, Bucket bucket) {
        xml.element("Name", bucket.name().name());
        xml.element("CreationDate", S3Fields.xmlTime(bucket.created()));
        xml.element("BucketRegion", config.region());
    }

    HttpReply create(S3Call call) {
        if (call.principal().isAnonymous()) {
            throw S3Error.accessDenied("a bucket has an owner: sign the request");
        }
        Map<String, String> tags = configured(call);
        BucketName name = new BucketName(call.principal().account(), call.target().bucket());
        ObjectOwnership ownership =
                call.header("x-amz-object-ownership")
                        .map(SettingXml::ownership)
                        .orElse(config.ownership());
        BucketSettings plain = BucketSettings.of(ownership);
        BucketSettings settings =
                call.isHeader("x-amz-bucket-object-lock-enabled", "true")
                        ? plain.with(BucketSettings.Draft::lockable)
                        : plain;
        Optional<AccessList> acl = acls.ofHeaders(call, name.account(), name.account());
        if (acl.isPresent() && !settings.hasAcls()) {
            if (!acl.get().equals(AccessList.ofOwner(name.account()))) {
                throw S3Error.of(
                        "InvalidBucketAclWithObjectOwnership",
                        400,
                        "a bucket whose ownership is BucketOwnerEnforced has no access list");
            }
            acl = Optional.empty();
        }
        Optional<AccessList> kept = acl;
        blob.createBucket(name, settings.with(draft -> draft.acl(kept).tags(tags)));
        return HttpReply.empty(200, Headers.of("Location", "/" + call.target().bucket()));
    }

    /** Checks the document that a bucket may be asked for with; the tags in it. */
    private Map<String, String> configured(S3Call call) {
        byte[] document = call.document();
        if (document.length == 0) {
            return Map.of();
        }
        XmlTree asked = XmlTree.parse(document, "CreateBucketConfiguration");
        if (asked.child("Location").isPresent() || asked.child("Bucket").isPresent()) {
            throw S3Error.notImplemented("a directory bucket");
        }
        asked.first("LocationConstraint")
                .filter(region -> !region.equals(config.region()))
                .ifPresent(
                        region -> {
                            throw S3Error.of(
                                    "InvalidLocationConstraint",
                                    400,
                                    "the one region is " + config.region());
                        });
        return asked.child("Tags")
                .map(it -> Tags.entries(it.all("Tag"), Tags.MOST_OF_BUCKET))
                .orElse(Map.of());
    }

    HttpReply head(S3Call call) {
        call.bucket();
        return HttpReply.empty(200, Headers.of("x-amz-bucket-region", config.region()));
    }

    HttpReply delete(S3Call call) {
        blob.deleteBucket(call.bucketName());
        return S3Reply.noContent();
    }

    /** The region us-east-1 is written as nothing, as S3 has it. */
    HttpReply location(S3Call call) {
        call.bucket();
        byte[] document =
                XmlText.documentOfText(
                        "LocationConstraint",
                        config.region().equals("us-east-1") ? "" : config.region());
        return HttpReply.bytes(200, Headers.of("Content-Type", "application/xml"), document);
    }

    /** Where a list goes on, as text without a meaning for clients. */
    static final class Tokens {
        private Tokens() {}

        static String write(String after) {
            return Base64.getUrlEncoder().encodeToString(after.getBytes(StandardCharsets.UTF_8));
        }

        static String read(String token) {
            try {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notOurs) {
                throw S3Error.of(
                        "InvalidArgument", 400, "this continuation token is not one of ours");
            }
        }
    }
}
