package mvi.services.blob;

import java.nio.charset.StandardCharsets;
import mvi.engines.base.Problem;

/** An object's bucket and key. A key is 1 to 1,024 bytes of UTF-8; it is a name, never a path. */
public record ObjectName(BucketName bucket, String key) {
    public static final int MAXIMUM_KEY_BYTES = 1024;

    public ObjectName {
        if (key.isEmpty()) {
            throw Problem.invalid("bad-key", "an object's key is not empty");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_KEY_BYTES) {
            throw Problem.limit(
                    "key-too-long", "an object's key has at most " + MAXIMUM_KEY_BYTES + " bytes");
        }
    }
}
