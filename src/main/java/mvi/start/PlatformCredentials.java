package mvi.start;

import mvi.engines.base.Secret;
import mvi.engines.wire.Json;

/**
 * The access keys of the platform itself and of its operator, as data takes them in at its start.
 */
public record PlatformCredentials(Pair platform, Pair operator) {
    /** An access key. */
    public record Pair(String accessKeyId, String secretAccessKey) {
        public Secret secret() {
            return Secret.of(secretAccessKey);
        }

        @Override
        public String toString() {
            return accessKeyId;
        }
    }

    public static PlatformCredentials parse(String json) {
        return Json.read(json, PlatformCredentials.class);
    }

    public String json() {
        return Json.text(this);
    }
}
