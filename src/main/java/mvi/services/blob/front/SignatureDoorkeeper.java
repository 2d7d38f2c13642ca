package mvi.services.blob.front;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.Clock;
import mvi.engines.base.Credential;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.ActingAccount;
import mvi.engines.wire.AwsChunkedSource;
import mvi.engines.wire.HashingSource;
import mvi.engines.wire.PayloadHash;
import mvi.engines.wire.SigV2;
import mvi.engines.wire.SigV4;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.ChecksumWish;

/**
 * Lets in what is signed with a known credential, by version 4 or 2 of AWS's signatures: in the
 * header, in the query, chunk by chunk, or under a form's policy. What is not signed at all is let
 * in as anonymous; what is signed badly is not. The region that a client names is its own affair,
 * since there is but one.
 */
public final class SignatureDoorkeeper implements S3Doorkeeper {
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";

    private final Gatekeeper gatekeeper;
    private final Clock clock;
    private final BlobConfig config;
    private final PostDoor posts;

    public SignatureDoorkeeper(Gatekeeper gatekeeper, Clock clock, BlobConfig config) {
        this.gatekeeper = gatekeeper;
        this.clock = clock;
        this.config = config;
        this.posts = new PostDoor(gatekeeper, clock);
    }

    @Override
    public Admitted admit(HttpRequest request) {
        SignaturePlace place = SignaturePlace.of(request);
        Admitted admitted =
                switch (place) {
                    case HEADER_4, QUERY_4 -> version4(request);
                    case HEADER_2, QUERY_2 -> version2(request);
                    case NOWHERE -> unproven(request, Principal.ANONYMOUS, false);
                };
        // What it says of the body can be read, whether it is asked for or not.
        var _ = BodyFields.md5(request.headers());
        return place.isPresigned()
                ? admitted.with(PresignedFields.merged(admitted.request()))
                : admitted;
    }

    @Override
    public PostObject admitForm(HttpRequest request, String bucket) {
        return posts.admit(request, bucket);
    }

    private Admitted version4(HttpRequest request) {
        SigV4 signature = SigV4.parse(request);
        if (!signature.service().equals("s3")) {
            throw Problem.denied(
                    "malformed-authentication",
                    "the signature is for '" + signature.service() + "', not for s3");
        }
        if (signature.payload().isEmpty()) {
            throw S3Error.of(
                    "InvalidRequest", 400, "the header " + CONTENT_SHA256 + " is required");
        }
        PayloadHash payload = signature.payloadHash();
        Credential credential = credential(gatekeeper, signature.accessKeyId());
        SigV4.Chain chain = signature.verify(request, credential.secret(), clock.now(), "");
        requireSigned(request.headers(), signature);
        return admitted(
                request,
                ActingAccount.of(request, signature, gatekeeper.proven(credential)),
                payload,
                chain);
    }

    static Credential credential(Gatekeeper gatekeeper, String accessKeyId) {
        return gatekeeper
                .credential(accessKeyId)
                .orElseThrow(
                        () ->
                                Problem.denied(
                                        "invalid-access-key-id", "there is no such access key"));
    }

    /** A header of S3's that was added or changed on the way would ask for something else. */
    private static void requireSigned(Headers headers, SigV4 signature) {
        headers.each(
                (name, _) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (lower.startsWith("x-amz-")
                            && !lower.equals(CONTENT_SHA256)
                            && !signature.signedHeaders().contains(lower)) {
                        throw Problem.denied(
                                "unsigned-header", "the header " + lower + " is not signed");
                    }
                });
    }

    /** Every x-amz- field is under a signature of version 2; no other is. */
    private Admitted version2(HttpRequest request) {
        SigV2 signature = SigV2.parse(request);
        Credential credential = credential(gatekeeper, signature.accessKeyId());
        signature.verify(
                request,
                S3Target.hostBucket(request, config.hostSuffixes()),
                credential.secret(),
                clock.now());
        return unproven(request, gatekeeper.proven(credential), true);
    }

    /** No signature is over the body. What is said of it is compared nevertheless. */
    private static Admitted unproven(HttpRequest request, Principal principal, boolean isSigned) {
        String said = request.headers().first(CONTENT_SHA256).orElse("").strip();
        PayloadHash payload = said.isEmpty() ? new PayloadHash.Unsigned() : PayloadHash.parse(said);
        if (payload instanceof PayloadHash.Chunked chunked && chunked.isSigned()) {
            throw S3Error.of(
                    "InvalidRequest",
                    400,
                    (isSigned ? "requests signed by version 2" : "anonymous requests")
                            + " have no signed chunks: use STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        }
        return admitted(
                request, ActingAccount.of(request, false, principal), payload, SigV4.Chain.NONE);
    }

    private static Admitted admitted(
            HttpRequest request, Principal principal, PayloadHash payload, SigV4.Chain chain) {
        Headers headers = request.headers();
        return switch (payload) {
            case PayloadHash.Signed signed ->
                    new Admitted(
                            request,
                            principal,
                            new HashingSource(request.body(), signed.sha256()),
                            BodyFields.checksum(headers, Optional.empty()));
            case PayloadHash.Unsigned _ ->
                    new Admitted(
                            request,
                            principal,
                            request.body(),
                            BodyFields.checksum(headers, Optional.empty()));
            case PayloadHash.Chunked chunked -> inChunks(request, principal, chunked, chain);
        };
    }

    private static Admitted inChunks(
            HttpRequest request,
            Principal principal,
            PayloadHash.Chunked chunked,
            SigV4.Chain chain) {
        Headers headers = request.headers();
        Optional<String> trailer =
                chunked.hasTrailer() ? Optional.of(BodyFields.trailer(headers)) : Optional.empty();
        AwsChunkedSource body =
                new AwsChunkedSource(
                        request.body(), decodedLength(headers), chunked, chain, trailer);
        return new Admitted(
                request,
                principal,
                body,
                BodyFields.checksum(
                        headers,
                        trailer.flatMap(BodyFields::algorithm)
                                .map(each -> new ChecksumWish(each, body::trailer, false))));
    }

    private static OptionalLong decodedLength(Headers headers) {
        List<String> lengths = headers.all("x-amz-decoded-content-length");
        if (lengths.size() != 1 || !lengths.getFirst().matches("\\d{1,18}")) {
            throw S3Error.of(
                    "MissingContentLength",
                    411,
                    "an aws-chunked body needs x-amz-decoded-content-length, a number");
        }
        return OptionalLong.of(Long.parseLong(lengths.getFirst()));
    }
}
