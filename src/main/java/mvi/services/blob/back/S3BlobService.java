package mvi.services.blob.back;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.blob.BlobService;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.ByteRange;
import mvi.services.blob.CopyOptions;
import mvi.services.blob.Listing;
import mvi.services.blob.NotificationRule;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.PutResult;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Blob that is elsewhere, by the S3 API. Bodies stream through; none is held whole. */
public final class S3BlobService implements BlobService, AutoCloseable {
    private static final int LIST_LIMIT = 1000;

    /** Bodies and parts of unknown length at once; each holds a block in memory. */
    private static final int BLOCKS = 8;

    private final FarS3 far;
    private final FarBuckets buckets;
    private final FarUploads uploads;
    private final FarNotifications notifications;
    private final Clock clock;
    private final Semaphore blocks = new Semaphore(BLOCKS);

    public S3BlobService(S3ClientConfig config, Clock clock) {
        this.far = new FarS3(config);
        this.buckets = new FarBuckets(far, clock);
        this.uploads = new FarUploads(far, clock);
        this.notifications = new FarNotifications(far);
        this.clock = clock;
    }

    @Override
    public Bucket createBucket(BucketName bucket) {
        return buckets.create(bucket);
    }

    @Override
    public Bucket headBucket(BucketName bucket) {
        return buckets.find(bucket).orElseThrow(() -> noSuchBucket(bucket));
    }

    private static Problem noSuchBucket(BucketName bucket) {
        return Problem.missing("no-such-bucket", "there is no bucket '" + bucket.name() + "'");
    }

    @Override
    public List<Bucket> listBuckets(String account) {
        return buckets.list(account);
    }

    @Override
    public void deleteBucket(BucketName bucket) {
        buckets.delete(bucket);
    }

    /** Why the far side can't be used; empty while it answers. Returns within seconds. */
    public Optional<Problem> trouble(BucketName bucket) {
        return far.trouble(bucket);
    }

    @Override
    public PutResult put(ObjectName object, ByteSource body, PutOptions options) {
        return conditional(
                options,
                () ->
                        body.length().isPresent()
                                ? putStream(object, body, options)
                                : putBlocks(object, body, options),
                () -> missing(object));
    }

    private StoredObject putStream(ObjectName object, ByteSource body, PutOptions options) {
        PromisedBody promised = new PromisedBody(body, options);
        RequestBody content =
                RequestBody.fromInputStream(promised.asStream(), body.length().getAsLong());
        PutObjectRequest request = putRequest(object, options);
        PutObjectResponse answer = far.callOnce(s3 -> s3.putObject(request, content));
        return stored(object, promised.taken(), answer, options);
    }

    private StoredObject putBlocks(ObjectName object, ByteSource body, PutOptions options) {
        blocks.acquireUninterruptibly();
        try {
            PromisedBody promised = new PromisedBody(body, options);
            FarUploads.Block first = FarUploads.Block.read(promised, (int) FarUploads.PART.bytes());
            if (!first.isLast()) {
                return uploads.putWhole(object, first, promised, options);
            }
            PutObjectRequest request = putRequest(object, options);
            PutObjectResponse answer = far.callOnce(s3 -> s3.putObject(request, first.content()));
            return stored(object, first.length(), answer, options);
        } finally {
            blocks.release();
        }
    }

    private StoredObject stored(
            ObjectName object, long length, PutObjectResponse answer, PutOptions options) {
        return FarFields.put(
                object, length, answer.eTag(), clock.now(), options, FarFields.checksum(answer));
    }

    private PutObjectRequest putRequest(ObjectName object, PutOptions options) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .metadata(options.metadata());
        request.overrideConfiguration(
                each -> {
                    far.as(each, object.bucket().account());
                    FarFields.headers(request, each, options);
                });
        if (options.conditions().onlyIfAbsent()) {
            request.ifNoneMatch("*");
        }
        options.conditions().onlyIfEtag().map(FarFields::quoted).ifPresent(request::ifMatch);
        options.checksum()
                .map(wish -> wish.algorithm())
                .filter(FarFields::isSent)
                .ifPresent(each -> request.checksumAlgorithm(each.name()));
        return request.build();
    }

    /**
     * S3 says of If-Match on nothing that there is no such key. An answer that comes instead of 100
     * Continue loses its body, so what is missing may have to be asked for.
     */
    private static PutResult conditional(
            PutOptions options, Supplier<StoredObject> put, Supplier<Problem> missing) {
        try {
            return new PutResult.Stored(put.get());
        } catch (Problem refused) {
            if (refused.code().equals(FarProblems.PRECONDITION_FAILED)) {
                return new PutResult.PreconditionFailed();
            }
            if (!refused.code().equals("no-such-key")) {
                throw refused;
            }
            Problem known = missing.get();
            if (known.code().equals("no-such-key")
                    && options.conditions().onlyIfEtag().isPresent()) {
                return new PutResult.PreconditionFailed();
            }
            throw known;
        }
    }

    @Override
    public StoredObject head(ObjectName object) {
        HeadObjectRequest request =
                HeadObjectRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .checksumMode(ChecksumMode.ENABLED)
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()))
                        .build();
        HeadObjectResponse answer;
        try {
            answer = far.call(s3 -> s3.headObject(request));
        } catch (Problem refused) {
            throw FarS3.isMissing(refused) ? missing(object) : refused;
        }
        return FarFields.object(
                object,
                answer.contentLength(),
                answer.eTag(),
                answer.lastModified(),
                answer.metadata(),
                answer.sdkHttpResponse(),
                FarFields.checksum(answer));
    }

    /** An answer to HEAD has no body that would say what is missing. */
    private Problem missing(ObjectName object) {
        HeadBucketRequest request =
                HeadBucketRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()))
                        .build();
        try {
            far.call(s3 -> s3.headBucket(request));
        } catch (Problem refused) {
            return FarS3.isMissing(refused) ? noSuchBucket(object.bucket()) : refused;
        }
        return Problem.missing(
                "no-such-key",
                "there is no object '"
                        + object.key()
                        + "' in bucket '"
                        + object.bucket().name()
                        + "'");
    }

    @Override
    public OpenObject get(ObjectName object, Optional<ByteRange> range) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .checksumMode(ChecksumMode.ENABLED)
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()));
        range.map(FarRange::text).ifPresent(request::range);
        ResponseInputStream<GetObjectResponse> stream =
                far.call(s3 -> s3.getObject(request.build()));
        GetObjectResponse answer = stream.response();
        Optional<long[]> part = Optional.ofNullable(answer.contentRange()).map(FarRange::part);
        StoredObject stored =
                FarFields.object(
                        object,
                        part.map(each -> each[1]).orElse(answer.contentLength()),
                        answer.eTag(),
                        answer.lastModified(),
                        answer.metadata(),
                        answer.sdkHttpResponse(),
                        FarFields.checksum(answer));
        return new OpenObject(
                stored,
                part.map(each -> each[0]).orElse(0L),
                new FarBody(stream, answer.contentLength()));
    }

    @Override
    public void delete(ObjectName object) {
        DeleteObjectRequest request =
                DeleteObjectRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()))
                        .build();
        far.call(s3 -> s3.deleteObject(request));
    }

    @Override
    public PutResult copy(ObjectName source, ObjectName target, CopyOptions options) {
        StoredObject from = head(source);
        if (!options.onlyIfSourceEtag().orElse(from.etag()).equals(from.etag())) {
            throw changed(source);
        }
        if (far.hasAccounts() && !source.bucket().account().equals(target.bucket().account())) {
            return copyThrough(source, target, from, options);
        }
        CopyObjectRequest.Builder request =
                CopyObjectRequest.builder()
                        .sourceBucket(far.name(source.bucket()))
                        .sourceKey(source.key())
                        .destinationBucket(far.name(target.bucket()))
                        .destinationKey(target.key())
                        .copySourceIfMatch(FarFields.quoted(from.etag()));
        Optional<PutOptions> replacement = options.replacement();
        request.overrideConfiguration(
                each -> {
                    far.as(each, target.bucket().account());
                    replacement.ifPresent(it -> FarFields.headers(request, each, it));
                });
        replacement.ifPresent(
                it -> {
                    request.metadataDirective(MetadataDirective.REPLACE).metadata(it.metadata());
                    if (it.conditions().onlyIfAbsent()) {
                        request.ifNoneMatch("*");
                    }
                    it.conditions().onlyIfEtag().map(FarFields::quoted).ifPresent(request::ifMatch);
                });
        PutOptions stored = replacement.orElse(same(from));
        return conditional(
                stored,
                () -> copied(target, from, stored, request.build(), source),
                () -> missing(target));
    }

    private StoredObject copied(
            ObjectName target,
            StoredObject from,
            PutOptions options,
            CopyObjectRequest request,
            ObjectName source) {
        CopyObjectResponse answer;
        try {
            answer = far.call(s3 -> s3.copyObject(request));
        } catch (Problem refused) {
            boolean isPrecondition = refused.code().equals(FarProblems.PRECONDITION_FAILED);
            if (isPrecondition && !head(source).etag().equals(from.etag())) {
                throw changed(source);
            }
            throw refused;
        }
        return FarFields.put(
                target,
                from.length(),
                answer.copyObjectResult().eTag(),
                answer.copyObjectResult().lastModified(),
                options,
                FarFields.checksum(answer.copyObjectResult()));
    }

    /** From one account to another there is no copy at the far side. */
    private PutResult copyThrough(
            ObjectName source, ObjectName target, StoredObject from, CopyOptions options) {
        try (OpenObject open = get(source, Optional.empty())) {
            if (!open.object().etag().equals(from.etag())) {
                throw changed(source);
            }
            return put(target, open.body(), options.replacement().orElse(same(from)));
        } catch (IOException unclosed) {
            throw Problem.unavailable(
                    "blob-unavailable", "'" + source.key() + "' could not be read", unclosed);
        }
    }

    private static PutOptions same(StoredObject from) {
        return PutOptions.of(from.headers(), from.metadata());
    }

    private static Problem changed(ObjectName source) {
        return Problem.conflict(
                "source-changed", "'" + source.key() + "' changed before it was copied");
    }

    @Override
    public Listing list(
            BucketName bucket, String prefix, String delimiter, String after, int limit) {
        if (limit < 1 || limit > LIST_LIMIT) {
            throw Problem.invalid("bad-limit", "a page has 1 to " + LIST_LIMIT + " entries");
        }
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder()
                        .bucket(far.name(bucket))
                        .prefix(prefix)
                        .maxKeys(limit)
                        .encodingType(EncodingType.URL)
                        .overrideConfiguration(each -> far.as(each, bucket.account()));
        if (!delimiter.isEmpty()) {
            request.delimiter(delimiter);
        }
        if (!after.isEmpty()) {
            request.startAfter(beyond(prefix, delimiter, after));
        }
        ListObjectsV2Response page = far.call(s3 -> s3.listObjectsV2(request.build()));
        List<StoredObject> objects =
                page.contents().stream()
                        .map(
                                each ->
                                        FarFields.put(
                                                new ObjectName(bucket, each.key()),
                                                each.size(),
                                                each.eTag(),
                                                each.lastModified(),
                                                PutOptions.PLAIN,
                                                Optional.empty()))
                        .toList();
        List<String> prefixes = page.commonPrefixes().stream().map(each -> each.prefix()).toList();
        return new Listing(
                objects,
                prefixes,
                Boolean.TRUE.equals(page.isTruncated())
                        ? last(objects, prefixes)
                        : Optional.empty());
    }

    /** S3 itself would show a common prefix again that a page ended with; mvi's Blob would not. */
    private String beyond(String prefix, String delimiter, String after) {
        boolean isCommon =
                !delimiter.isEmpty()
                        && after.length() > prefix.length()
                        && after.startsWith(prefix)
                        && after.endsWith(delimiter);
        return isCommon && !far.hasAccounts()
                ? after + Character.toString(Character.MAX_CODE_POINT)
                : after;
    }

    private static Optional<String> last(List<StoredObject> objects, List<String> prefixes) {
        String object = objects.isEmpty() ? "" : objects.getLast().name().key();
        String prefix = prefixes.isEmpty() ? "" : prefixes.getLast();
        int order =
                Arrays.compareUnsigned(
                        object.getBytes(StandardCharsets.UTF_8),
                        prefix.getBytes(StandardCharsets.UTF_8));
        return Optional.of(order > 0 ? object : prefix).filter(each -> !each.isEmpty());
    }

    @Override
    public Upload createUpload(ObjectName object, PutOptions options) {
        return uploads.create(object, options);
    }

    @Override
    public Part putPart(
            ObjectName object, String upload, int number, ByteSource body, PutOptions options) {
        if (body.length().isPresent()) {
            return uploads.put(object, upload, number, body, options);
        }
        blocks.acquireUninterruptibly();
        try {
            return uploads.put(object, upload, number, body, options);
        } finally {
            blocks.release();
        }
    }

    @Override
    public PutResult completeUpload(
            ObjectName object, String upload, List<PartTag> parts, PutOptions conditions) {
        return conditional(
                conditions,
                () -> uploads.complete(object, upload, parts, conditions),
                () -> missing(object));
    }

    @Override
    public void abortUpload(ObjectName object, String upload) {
        uploads.abort(object, upload);
    }

    @Override
    public List<Part> listParts(ObjectName object, String upload, int after, int limit) {
        return uploads.parts(object, upload, after, limit);
    }

    @Override
    public List<Upload> listUploads(BucketName bucket, String prefix, int limit) {
        return uploads.list(bucket, prefix, limit);
    }

    @Override
    public List<NotificationRule> notifications(BucketName bucket) {
        return notifications.list(bucket);
    }

    @Override
    public void notify(BucketName bucket, List<NotificationRule> rules) {
        notifications.set(bucket, rules);
    }

    @Override
    public void close() {
        far.close();
    }
}
