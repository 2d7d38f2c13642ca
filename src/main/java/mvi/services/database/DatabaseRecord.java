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
 * @param options what its app chose
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
        DatabaseOptions options,
        State state,
        Instant created,
        Optional<Instant> deleted) {
    /** A record's life. */
    public enum State {
        /** The role and database inside the instance may not be there yet. */
        CREATING,
        /** Its role, password or options have to be set up again; its files are there. */
        CHANGING,
        READY,
        /**
         * A copy that is being made of the archive; it takes the place of another, or is dropped.
         */
        RESTORING,
        /** Marked; its data is kept for a while. */
        DELETED
    }

    public DatabaseRecord in(State state, Optional<Instant> deleted) {
        return with(sealedPassword, state, deleted);
    }

    /** The role inside the instance has the one before until it is set up again. */
    public DatabaseRecord withPassword(String sealed) {
        return with(sealed, changed(), deleted);
    }

    /** With other options, which its instance has when it was set up again. */
    public DatabaseRecord with(DatabaseOptions other) {
        return new DatabaseRecord(
                app,
                name,
                id,
                image,
                slot,
                role,
                database,
                sealedPassword,
                other,
                changed(),
                created,
                deleted);
    }

    private State changed() {
        return state == State.CREATING ? State.CREATING : State.CHANGING;
    }

    /** Whether its instance is to be set up before it is of use. */
    public boolean isUnfinished() {
        return state == State.CREATING || state == State.CHANGING;
    }

    /** A copy of it that is being made, with its credentials. */
    public DatabaseRecord copy(
            String otherId, String other, int otherSlot, String sealed, Instant now) {
        return new DatabaseRecord(
                app,
                other,
                otherId,
                image,
                otherSlot,
                role,
                database,
                sealed,
                options,
                State.RESTORING,
                now,
                Optional.empty());
    }

    /**
     * The same under another name and at another address.
     *
     * @param sealed its password, for that name
     */
    public DatabaseRecord as(String other, int otherSlot, String sealed) {
        return new DatabaseRecord(
                app, other, id, image, otherSlot, role, database, sealed, options, state, created,
                deleted);
    }

    private DatabaseRecord with(String sealed, State state, Optional<Instant> deleted) {
        return new DatabaseRecord(
                app, name, id, image, slot, role, database, sealed, options, state, created,
                deleted);
    }
}
