package mvi.services.blob.front;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.PercentCoding;
import mvi.engines.wire.SigV2;
import mvi.engines.wire.SigV4;

/** Where a request's signature is, and of which version; there may be one. */
enum SignaturePlace {
    HEADER_4,
    QUERY_4,
    HEADER_2,
    QUERY_2,
    NOWHERE;

    private static final Set<String> OF_VERSION_4 =
            Set.of("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature");
    private static final Set<String> OF_VERSION_2 = Set.of("AWSAccessKeyId", "Signature");
    private static final String TOKEN = "x-amz-security-token";

    boolean isPresigned() {
        return this == QUERY_4 || this == QUERY_2;
    }

    /** Throws S3's own refusals of what is signed twice, or in a way that nobody knows. */
    static SignaturePlace of(HttpRequest request) {
        Set<String> query =
                PercentCoding.query(request.query()).stream()
                        .map(each -> each.getKey())
                        .collect(Collectors.toSet());
        if (request.headers().has(TOKEN) || query.stream().anyMatch(TOKEN::equalsIgnoreCase)) {
            throw noTokens();
        }
        SignaturePlace inQuery = inQuery(query);
        List<String> authorization = request.headers().all("authorization");
        if (authorization.isEmpty()) {
            return inQuery;
        }
        if (authorization.size() > 1 || inQuery != NOWHERE) {
            throw S3Error.of(
                    "InvalidArgument",
                    400,
                    "only one signature is allowed: in one Authorization header or in the query");
        }
        return inHeader(authorization.getFirst().strip());
    }

    static S3Error noTokens() {
        return S3Error.of("InvalidToken", 400, "there are no temporary credentials here");
    }

    private static SignaturePlace inQuery(Set<String> names) {
        if (OF_VERSION_4.stream().anyMatch(names::contains)) {
            return QUERY_4;
        }
        return OF_VERSION_2.stream().anyMatch(names::contains) ? QUERY_2 : NOWHERE;
    }

    private static SignaturePlace inHeader(String authorization) {
        if (authorization.isEmpty()) {
            throw S3Error.of("AccessDenied", 403, "the Authorization header is empty");
        }
        if (authorization.startsWith(SigV4.ALGORITHM + " ")) {
            return HEADER_4;
        }
        if (authorization.startsWith(SigV2.SCHEME)) {
            return HEADER_2;
        }
        throw S3Error.of(
                "InvalidArgument",
                400,
                "the Authorization header is of a type that is not supported: use "
                        + SigV4.ALGORITHM);
    }
}
