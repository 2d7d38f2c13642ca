package mvi.services.blob.front;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.engines.http.HttpRequest;

/**
 * The bucket and key that a request is about, each empty when there is none: from the path, or the
 * bucket from the host where that is {@code BUCKET.SUFFIX}.
 */
record S3Target(String bucket, String key) {
    private static final Pattern PORT = Pattern.compile(":\\d+$");

    static S3Target of(HttpRequest request, List<String> hostSuffixes) {
        String path = request.path().startsWith("/") ? request.path().substring(1) : "";
        Optional<String> hostBucket = hostBucket(request, hostSuffixes);
        if (hostBucket.isPresent()) {
            return new S3Target(hostBucket.get(), Percent.decode(path, false));
        }
        int slash = path.indexOf('/');
        return slash < 0
                ? new S3Target(Percent.decode(path, false), "")
                : new S3Target(
                        Percent.decode(path.substring(0, slash), false),
                        Percent.decode(path.substring(slash + 1), false));
    }

    /** The bucket that the host's name begins with, if it is of ours. */
    static Optional<String> hostBucket(HttpRequest request, List<String> hostSuffixes) {
        if (hostSuffixes.isEmpty()) {
            return Optional.empty();
        }
        String host = PORT.matcher(request.headers().first("host").orElse("")).replaceFirst("");
        return hostSuffixes.stream()
                .filter(suffix -> host.endsWith("." + suffix))
                .filter(suffix -> host.length() > suffix.length() + 1)
                .findFirst()
                .map(suffix -> host.substring(0, host.length() - suffix.length() - 1));
    }

    /** {@code bucket/key}, {@code bucket}, or {@code *} for the whole account. */
    String resource() {
        if (bucket.isEmpty()) {
            return "*";
        }
        return key.isEmpty() ? bucket : bucket + "/" + key;
    }
}
