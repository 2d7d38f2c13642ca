package mvi.services.blob.front;

import java.util.List;
import mvi.engines.http.HttpRequest;

/**
 * The bucket and key that a request is about, each empty when there is none: from the path, or the
 * bucket from the host where that is {@code BUCKET.SUFFIX}.
 */
record S3Target(String bucket, String key) {
    static S3Target of(HttpRequest request, List<String> hostSuffixes) {
        String path = request.path().startsWith("/") ? request.path().substring(1) : "";
        String host = request.headers().first("host").orElse("").replaceFirst(":\\d+$", "");
        for (String suffix : hostSuffixes) {
            if (host.endsWith("." + suffix) && host.length() > suffix.length() + 1) {
                String bucket = host.substring(0, host.length() - suffix.length() - 1);
                return new S3Target(bucket, Percent.decode(path, false));
            }
        }
        int slash = path.indexOf('/');
        return slash < 0
                ? new S3Target(Percent.decode(path, false), "")
                : new S3Target(
                        Percent.decode(path.substring(0, slash), false),
                        Percent.decode(path.substring(slash + 1), false));
    }

    /** {@code bucket/key}, {@code bucket}, or {@code *} for the whole account. */
    String resource() {
        if (bucket.isEmpty()) {
            return "*";
        }
        return key.isEmpty() ? bucket : bucket + "/" + key;
    }
}
