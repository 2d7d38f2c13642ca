package mvi.services.blob.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Credential;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.ActingAccount;
import mvi.engines.wire.AwsChunkedSource;
import mvi.engines.wire.HashingSource;
import mvi.engines.wire.PayloadHash;
import mvi.engines.wire.SigV4;
import mvi.services.blob.ChecksumAlgorithm;
import mvi.services.blob.ChecksumWish;

/**
 * Lets in what is signed with a known credential: in the header, in the query, or chunk by chunk.
 * The region that a client names is its own affair, since there is but one.
 */
public final class SigV4Doorkeeper implements S3Doorkeeper {
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";
    private static final String CHECKSUM = "x-amz-checksum-";

    private final Gatekeeper gatekeeper;
    private final Clock clock;

    public SigV4Doorkeeper(Gatekeeper gatekeeper, Clock clock) {
        this.gatekeeper = gatekeeper;
        this.clock = clock;
    }

    @Override
    public Admitted admit(HttpRequest request) {
        Headers headers = request.headers();
        refuseOtherSchemes(headers);
        SigV4 signature = SigV4.parse(request);
        if (!signature.service().equals("s3")) {
            throw Problem.denied(
                    "malformed-authentication",
                    "the signature is for '" + signature.service() + "', not for s3");
        }
        if (signature.payload().isEmpty()) {
            throw Problem.invalid(
                    "missing-security-header", "the header " + CONTENT_SHA256 + " is required");
        }
        PayloadHash payload = signature.payloadHash();
        Credential credential =
                gatekeeper
                        .credential(signature.accessKeyId())
                        .orElseThrow(
                                () ->
                                        Problem.denied(
                                                "invalid-access-key-id",
                                                "there is no such access key"));
        SigV4.Chain chain = signature.verify(request, credential.secret(), clock.now(), "");
        requireSigned(headers, signature);
        Optional<String> trailer = trailer(headers, payload);
        return new Admitted(
                ActingAccount.of(request, signature, gatekeeper.proven(credential)),
                body(request, payload, chain, trailer),
                wish(headers, trailer));
    }

    private static void refuseOtherSchemes(Headers headers) {
        Optional<String> authorization = headers.first("authorization");
        if (authorization.isPresent() && !authorization.get().startsWith(SigV4.ALGORITHM + " ")) {
            throw S3Error.of(
                    "InvalidRequest",
                    400,
                    "the one authorization mechanism is " + SigV4.ALGORITHM + ", in one header");
        }
        if (headers.has("x-amz-security-token")) {
            throw S3Error.of("InvalidToken", 400, "there are no temporary credentials here");
        }
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

    private static Optional<String> trailer(Headers headers, PayloadHash payload) {
        if (!(payload instanceof PayloadHash.Chunked chunked) || !chunked.hasTrailer()) {
            return Optional.empty();
        }
        List<String> names = headers.all("x-amz-trailer");
        if (names.size() != 1 || checksumNamed(names.getFirst().strip()).isEmpty()) {
            throw S3Error.of("InvalidRequest", 400, "x-amz-trailer names one x-amz-checksum-…");
        }
        return Optional.of(names.getFirst().strip().toLowerCase(Locale.ROOT));
    }

    private static ByteSource body(
            HttpRequest request, PayloadHash payload, SigV4.Chain chain, Optional<String> trailer) {
        return switch (payload) {
            case PayloadHash.Signed signed -> new HashingSource(request.body(), signed.sha256());
            case PayloadHash.Unsigned _ -> request.body();
            case PayloadHash.Chunked chunked ->
                    new AwsChunkedSource(
                            request.body(),
                            decodedLength(request.headers()),
                            chunked,
                            chain,
                            trailer);
        };
    }

    private static OptionalLong decodedLength(Headers headers) {
        String length = headers.first("x-amz-decoded-content-length").orElse("");
        if (!length.matches("\\d{1,18}")) {
            throw S3Error.of(
                    "MissingContentLength",
                    411,
                    "an aws-chunked body needs x-amz-decoded-content-length, a number");
        }
        return OptionalLong.of(Long.parseLong(length));
    }

    /** The value of a trailer is compared by what takes the chunks apart, before the end. */
    private static Optional<ChecksumWish> wish(Headers headers, Optional<String> trailer) {
        List<ChecksumWish> wishes = new ArrayList<>();
        trailer.flatMap(SigV4Doorkeeper::checksumNamed)
                .map(ChecksumWish::of)
                .ifPresent(wishes::add);
        headers.each(
                (name, value) ->
                        checksumNamed(name)
                                .map(each -> ChecksumWish.expecting(each, value.strip()))
                                .ifPresent(wishes::add));
        if (wishes.size() > 1) {
            throw S3Error.of("InvalidRequest", 400, "one x-amz-checksum-… is sent at a time");
        }
        return wishes.stream().findFirst();
    }

    private static Optional<ChecksumAlgorithm> checksumNamed(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return lower.startsWith(CHECKSUM)
                ? ChecksumAlgorithm.named(lower.substring(CHECKSUM.length()))
                : Optional.empty();
    }
}
