package mvi.services.blob.back;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.services.blob.BucketName;
import mvi.services.blob.Checksum;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Part;
import mvi.services.blob.PartTag;
import mvi.services.blob.PutOptions;
import mvi.services.blob.StoredObject;
import mvi.services.blob.Upload;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Uploads in parts at the far side: the callers' own, and those of bodies of unknown length. */
final class FarUploads {
    /** What is held in memory of a body whose length is not known. */
    static final ByteCount PART = ByteCount.mib(8);

    private static final int PARTS = 10_000;
    private static final int PAGE = 1000;

    /** Uploads whose checksum is remembered, so that their parts are sent with the same. */
    private static final int REMEMBERED = 1000;

    private final FarS3 far;
    private final Clock clock;
    private final Map<String, ChecksumAlgorithm> wished =
            Collections.synchronizedMap(new Remembered());

    FarUploads(FarS3 far, Clock clock) {
        this.far = far;
        this.clock = clock;
    }

    Upload create(ObjectName object, PutOptions options) {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .metadata(options.metadata());
        request.overrideConfiguration(
                each -> {
                    far.as(each, object.bucket().account());
                    FarFields.headers(request, each, options);
                });
        options.checksum()
                .filter(wish -> FarFields.isSent(wish.algorithm()))
                .ifPresent(
                        wish -> {
                            request.checksumAlgorithm(wish.algorithm().name());
                            request.checksumType(wish.isComposite() ? "COMPOSITE" : "FULL_OBJECT");
                        });
        String id = far.call(s3 -> s3.createMultipartUpload(request.build())).uploadId();
        options.checksum().ifPresent(wish -> wished.put(id, wish.algorithm()));
        return new Upload(object, id, clock.now());
    }

    Part put(ObjectName object, String upload, int number, ByteSource body, PutOptions options) {
        PromisedBody promised = new PromisedBody(body, options);
        UploadPartRequest request = partRequest(object, upload, number, options);
        UploadPartResponse answer;
        if (body.length().isPresent()) {
            RequestBody content =
                    RequestBody.fromInputStream(promised.asStream(), body.length().getAsLong());
            answer =
                    sent(object, upload, () -> far.callOnce(s3 -> s3.uploadPart(request, content)));
        } else {
            Block block = Block.read(promised, (int) PART.bytes());
            if (!block.isLast()) {
                throw Problem.limit(
                        "body-too-large",
                        "a part whose length is not announced has less than " + PART);
            }
            answer =
                    sent(
                            object,
                            upload,
                            () -> far.call(s3 -> s3.uploadPart(request, block.content())));
        }
        return part(number, promised.taken(), answer);
    }

    /** A refusal that comes instead of 100 Continue loses its body: it is asked for again. */
    private UploadPartResponse sent(
            ObjectName object, String upload, Supplier<UploadPartResponse> send) {
        try {
            return send.get();
        } catch (Problem refused) {
            if (refused.code().equals("no-such-key")) {
                parts(object, upload, 0, 1);
            }
            throw refused;
        }
    }

    private Part part(int number, long length, UploadPartResponse answer) {
        return new Part(
                number,
                length,
                FarFields.unquoted(answer.eTag()),
                clock.now(),
                FarFields.checksum(answer));
    }

    private UploadPartRequest partRequest(
            ObjectName object, String upload, int number, PutOptions options) {
        UploadPartRequest.Builder request =
                UploadPartRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .uploadId(upload)
                        .partNumber(number)
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()));
        options.checksum()
                .map(wish -> wish.algorithm())
                .or(() -> Optional.ofNullable(wished.get(upload)))
                .filter(FarFields::isSent)
                .ifPresent(each -> request.checksumAlgorithm(each.name()));
        return request.build();
    }

    /** Bytes in memory, to send as often as it takes. */
    record Block(byte[] bytes, int length, boolean isLast) {
        static Block read(PromisedBody body, int size) {
            return into(new byte[size], body);
        }

        /** In the same memory, of which there is one block for each body and no more. */
        Block next(PromisedBody body) {
            return isLast ? new Block(bytes, 0, true) : into(bytes, body);
        }

        private static Block into(byte[] bytes, PromisedBody body) {
            int length = 0;
            while (length < bytes.length) {
                int count = body.read(bytes, length, bytes.length - length);
                if (count < 0) {
                    return new Block(bytes, length, true);
                }
                length += count;
            }
            return new Block(bytes, length, false);
        }

        RequestBody content() {
            return RequestBody.fromContentProvider(
                    () -> new ByteArrayInputStream(bytes, 0, length),
                    length,
                    "application/octet-stream");
        }
    }

    /** A body of unknown length that is more than its first block, which is in hand. */
    StoredObject putWhole(ObjectName object, Block first, PromisedBody body, PutOptions options) {
        String upload = create(object, options).id();
        boolean isDone = false;
        try {
            List<Part> parts = new ArrayList<>();
            Block block = first;
            while (block.length() > 0) {
                if (parts.size() == PARTS) {
                    throw Problem.limit(
                            "body-too-large",
                            "a body whose length is not announced has at most "
                                    + PARTS
                                    + " times "
                                    + PART);
                }
                Block sent = block;
                int number = parts.size() + 1;
                UploadPartRequest request = partRequest(object, upload, number, options);
                UploadPartResponse answer = far.call(s3 -> s3.uploadPart(request, sent.content()));
                parts.add(part(number, sent.length(), answer));
                block = sent.next(body);
            }
            StoredObject stored = complete(object, upload, parts, options, Optional.empty());
            isDone = true;
            return stored;
        } finally {
            if (!isDone) {
                giveUp(object, upload);
            }
        }
    }

    /**
     * The failure that led here is the one to tell; an upload that stays can be aborted by hand.
     */
    private void giveUp(ObjectName object, String upload) {
        try {
            abort(object, upload);
        } catch (Problem left) {
            wished.remove(upload);
        }
    }

    StoredObject complete(
            ObjectName object, String upload, List<PartTag> tags, PutOptions conditions) {
        Map<Integer, Part> there = new LinkedHashMap<>();
        try {
            parts(object, upload, 0, PARTS).forEach(part -> there.put(part.number(), part));
        } catch (Problem gone) {
            if (!FarS3.isMissing(gone)) {
                throw gone;
            }
        }
        List<Part> parts = new ArrayList<>();
        for (PartTag tag : tags) {
            Part known = there.get(tag.number());
            parts.add(
                    new Part(
                            tag.number(),
                            known == null ? 0 : known.length(),
                            tag.etag(),
                            clock.now(),
                            known == null ? Optional.empty() : known.checksum()));
        }
        Optional<Checksum> promised =
                conditions
                        .checksum()
                        .filter(wish -> FarFields.isSent(wish.algorithm()))
                        .flatMap(
                                wish ->
                                        wish.expected()
                                                .get()
                                                .map(
                                                        it ->
                                                                new Checksum(
                                                                        wish.algorithm(),
                                                                        it,
                                                                        it.indexOf('-') > 0)));
        return complete(object, upload, parts, conditions, promised);
    }

    private StoredObject complete(
            ObjectName object,
            String upload,
            List<Part> parts,
            PutOptions options,
            Optional<Checksum> promised) {
        CompleteMultipartUploadRequest.Builder request =
                CompleteMultipartUploadRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .uploadId(upload)
                        .multipartUpload(
                                each -> each.parts(parts.stream().map(FarUploads::tag).toList()))
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()));
        promised.ifPresent(each -> FarFields.checksum(request, each));
        if (options.conditions().onlyIfAbsent()) {
            request.ifNoneMatch("*");
        }
        options.conditions().onlyIfEtag().map(FarFields::quoted).ifPresent(request::ifMatch);
        CompleteMultipartUploadResponse answer =
                far.call(s3 -> s3.completeMultipartUpload(request.build()));
        wished.remove(upload);
        return FarFields.put(
                object,
                parts.stream().mapToLong(Part::length).sum(),
                answer.eTag(),
                clock.now(),
                options,
                FarFields.checksum(answer));
    }

    private static CompletedPart tag(Part part) {
        CompletedPart.Builder tag =
                CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(FarFields.quoted(part.etag()));
        part.checksum().ifPresent(each -> FarFields.checksum(tag, each));
        return tag.build();
    }

    void abort(ObjectName object, String upload) {
        AbortMultipartUploadRequest request =
                AbortMultipartUploadRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .uploadId(upload)
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()))
                        .build();
        far.call(s3 -> s3.abortMultipartUpload(request));
        wished.remove(upload);
    }

    List<Part> parts(ObjectName object, String upload, int after, int limit) {
        List<Part> parts = new ArrayList<>();
        int marker = after;
        while (parts.size() < limit) {
            ListPartsResponse page = page(object, upload, marker, limit - parts.size());
            for (var each : page.parts()) {
                parts.add(
                        new Part(
                                each.partNumber(),
                                each.size(),
                                FarFields.unquoted(each.eTag()),
                                each.lastModified(),
                                FarFields.checksum(each)));
            }
            if (!Boolean.TRUE.equals(page.isTruncated()) || page.parts().isEmpty()) {
                break;
            }
            marker = parts.getLast().number();
        }
        return parts;
    }

    private ListPartsResponse page(ObjectName object, String upload, int after, int limit) {
        ListPartsRequest request =
                ListPartsRequest.builder()
                        .bucket(far.name(object.bucket()))
                        .key(object.key())
                        .uploadId(upload)
                        .partNumberMarker(after)
                        .maxParts(Math.min(PAGE, limit))
                        .overrideConfiguration(each -> far.as(each, object.bucket().account()))
                        .build();
        return far.call(s3 -> s3.listParts(request));
    }

    List<Upload> list(BucketName bucket, String prefix, int limit) {
        ListMultipartUploadsRequest request =
                ListMultipartUploadsRequest.builder()
                        .bucket(far.name(bucket))
                        .prefix(prefix)
                        .maxUploads(Math.min(PAGE, limit))
                        .encodingType(EncodingType.URL)
                        .overrideConfiguration(each -> far.as(each, bucket.account()))
                        .build();
        return far.call(s3 -> s3.listMultipartUploads(request)).uploads().stream()
                .limit(limit)
                .map(
                        each ->
                                new Upload(
                                        new ObjectName(bucket, each.key()),
                                        each.uploadId(),
                                        each.initiated()))
                .toList();
    }

    /** The newest of them. */
    private static final class Remembered extends LinkedHashMap<String, ChecksumAlgorithm> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ChecksumAlgorithm> eldest) {
            return size() > REMEMBERED;
        }
    }
}
