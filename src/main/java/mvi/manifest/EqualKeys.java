package mvi.manifest;

import java.util.Optional;
import java.util.function.Function;

/**
 * Reads what Compose has two keys for: an old one in a service and a newer one below {@code
 * deploy}. Both may be written, and must say the same.
 */
final class EqualKeys {
    private final Findings findings;
    private final Tree.Fields service;

    EqualKeys(Findings findings, Tree.Fields service) {
        this.findings = findings;
        this.service = service;
    }

    /**
     * @param key in the service
     * @param path of the other key, for the message
     * @param other that one's value
     */
    <T> Optional<T> read(
            String key, String path, Optional<Tree> other, Function<Tree, Optional<T>> reader) {
        Optional<T> own = service.value(key).flatMap(reader);
        Optional<T> deployed = other.flatMap(reader);
        if (own.isPresent() && deployed.isPresent() && !own.equals(deployed)) {
            findings.error(
                    service.value(key).orElse(service).place(),
                    "conflict",
                    key + " and " + path + " say different things",
                    "keep one of them");
        }
        return deployed.or(() -> own);
    }
}
