package mvi.platform.app;

import java.time.Instant;

/**
 * An app as KV has it.
 *
 * @param account 12 digits, its own for ever: never given to another app
 * @param accessKeyId of the credential its processes use
 * @param version grows with every write; a write names the one it read
 */
public record AppRecord(
        String name,
        String account,
        String accessKeyId,
        Instant created,
        Desired desired,
        long version) {
    public AppRecord with(Desired changed) {
        return new AppRecord(name, account, accessKeyId, created, changed, version);
    }

    /** The same with another credential for its processes. */
    public AppRecord withAccessKey(String other) {
        return new AppRecord(name, account, other, created, desired, version);
    }
}
