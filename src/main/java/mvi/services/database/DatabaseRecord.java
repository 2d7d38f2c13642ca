package mvi.services.database;

import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of a database beside its data.
 *
 * @param id names its data folder; never reused
 * @param image repository and digest in the platform's registry: an instance stays on the image
 *     that it was made with
 * @param slot its fixed address, counted down from the end of its app's subnet
 * @param role who the app logs in as
 * @param database its name inside the instance
 * @param sealedPassword by Crypto, base64
 */
public record DatabaseRecord(
        String app,
        String name,
        String id,
        String image,
        int slot,
        String role,
        String database,
        String sealedPassword,
        State state,
        Instant created,
        Optional<Instant> deleted) {
    /** A record's life. */
    public enum State {
        /** The role and database inside the instance may not be there yet. */
        CREATING,
        READY,
        /** Marked; its data is kept for a while. */
        DELETED
    }

    public DatabaseRecord in(State state, Optional<Instant> deleted) {
        return with(sealedPassword, state, deleted);
    }

    /** The role inside the instance has the one before until it is set up again. */
    public DatabaseRecord withPassword(String sealed) {
        return with(sealed, State.CREATING, deleted);
    }

    private DatabaseRecord with(String sealed, State state, Optional<Instant> deleted) {
        return new DatabaseRecord(
                app, name, id, image, slot, role, database, sealed, state, created, deleted);
    }
}
