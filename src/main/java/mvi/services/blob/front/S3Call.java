package mvi.services.blob.front;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Principal;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.BucketSettings;
import mvi.services.blob.Cause;
import mvi.services.blob.ChecksumWish;
import mvi.services.blob.ObjectName;

/**
 * A request that has been let in.
 *
 * @param found the bucket that it names, if that is there
 * @param body its content, without the framing of a chunked signature
 * @param checksum what its headers or trailer promise of the body
 */
record S3Call(
        HttpRequest request,
        Principal principal,
        S3Target target,
        Optional<Bucket> found,
        S3Query query,
        ByteSource body,
        Optional<ChecksumWish> checksum) {
    private static final ByteCount DOCUMENT_LIMIT = ByteCount.mib(4);

    Bucket bucket() {
        return found.orElseThrow(
                () ->
                        S3Error.of(
                                "NoSuchBucket",
                                404,
                                "there is no bucket '" + target.bucket() + "'"));
    }

    /** Whose it may not be: its owner is in it. */
    BucketName bucketName() {
        return bucket().name();
    }

    BucketSettings settings() {
        return bucket().settings();
    }

    ObjectName object() {
        return new ObjectName(bucketName(), target.key());
    }

    /** The version that the query names. */
    Optional<String> version() {
        return query.first("versionId")
                .map(
                        each -> {
                            if (each.isEmpty()) {
                                throw S3Error.of(
                                        "InvalidArgument", 400, "a version id is not empty");
                            }
                            return each;
                        });
    }

    /** What events tell of it. */
    Cause cause() {
        return new Cause(
                header("x-amzn-trace-id").orElse(""),
                principal.account() + ":" + principal.name(),
                request.peer() instanceof InetSocketAddress peer && peer.getAddress() != null
                        ? peer.getAddress().getHostAddress()
                        : "");
    }

    Headers headers() {
        return request.headers();
    }

    Optional<String> header(String name) {
        return request.headers().first(name);
    }

    boolean isHeader(String name, String value) {
        return header(name).filter(value::equalsIgnoreCase).isPresent();
    }

    /** {@code Content-MD5} in hex. */
    Optional<String> contentMd5() {
        return BodyFields.md5(headers());
    }

    /** The body as a document, which has the digests that it was sent with. */
    byte[] document() {
        try {
            byte[] bytes = body.readAll(DOCUMENT_LIMIT);
            BodyPromises.check(bytes, contentMd5(), checksum);
            return bytes;
        } catch (IOException cut) {
            throw S3Error.of("IncompleteBody", 400, "the body ended before its end");
        }
    }

    XmlTree xml(String root) {
        return XmlTree.parse(document(), root);
    }

    S3Call withoutPromises() {
        return new S3Call(request, principal, target, found, query, body, Optional.empty());
    }

    /** The same on another key. */
    S3Call on(String key, Optional<String> version) {
        return new S3Call(
                request,
                principal,
                new S3Target(target.bucket(), key),
                found,
                query.with("versionId", version),
                body,
                checksum);
    }

    /** The part number that an upload's part is sent with. */
    int partNumber() {
        int number = query.number("partNumber", 0, Integer.MAX_VALUE);
        if (number == 0) {
            throw S3Error.of("InvalidArgument", 400, "partNumber is 1 to 10,000");
        }
        return number;
    }

    boolean isUrlEncoded() {
        String encoding = query.text("encoding-type").toLowerCase(Locale.ROOT);
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw S3Error.of("InvalidArgument", 400, "encoding-type is url or left out");
        }
        return !encoding.isEmpty();
    }
}
