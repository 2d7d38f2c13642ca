package mvi.start.data;

import java.util.Optional;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;

/**
 * S3, DynamoDB, KMS, STS and Lambda on one port: told apart by {@code X-Amz-Target}, which both
 * JSON protocols have, then by the service in the credential scope of a signature, in the header or
 * the query; what is left is S3's, whose requests need not be signed.
 */
record ServiceDoor(
        HttpHandler blob,
        HttpHandler kv,
        HttpHandler crypto,
        HttpHandler sts,
        HttpHandler functions,
        Health health)
        implements HttpHandler {
    private static final String HEALTH_PATH = "/-/health";

    /** Whether the stores are open. */
    @FunctionalInterface
    interface Health {
        boolean isWell();
    }

    @Override
    public HttpReply handle(HttpRequest request) throws Exception {
        if (request.path().equals(HEALTH_PATH) && request.local().isLoopbackAddress()) {
            return health.isWell()
                    ? HttpReply.text(200, "ok\n")
                    : HttpReply.text(503, "a store has stopped\n");
        }
        Optional<String> target = request.headers().first("X-Amz-Target");
        if (target.isPresent()) {
            return (target.get().startsWith("TrentService.") ? crypto : kv).handle(request);
        }
        return switch (scope(request)) {
            case "dynamodb" -> kv.handle(request);
            case "kms" -> crypto.handle(request);
            case "sts" -> sts.handle(request);
            case "lambda" -> functions.handle(request);
            default -> blob.handle(request);
        };
    }

    /** {@code Credential=KEY/DATE/REGION/SERVICE/aws4_request} */
    private static String scope(HttpRequest request) {
        String authorization =
                request.headers()
                        .first("Authorization")
                        .orElseGet(() -> request.query().replace("%2F", "/").replace('&', ','));
        int start = authorization.indexOf("Credential=");
        if (start < 0) {
            return "";
        }
        int end = authorization.indexOf(',', start);
        String[] parts =
                authorization
                        .substring(start, end < 0 ? authorization.length() : end)
                        .split("/", -1);
        return parts.length >= 4 ? parts[parts.length - 2].strip() : "";
    }
}
