package mvi.api.schema;

import java.util.List;

/**
 * {@code mvi blob check}: whether all that Blob keeps is as it was stored.
 *
 * @param state {@code never} before the first pass, {@code asked} for one that begins, {@code
 *     running}, or {@code done}
 * @param last the last pass that ended; its times are empty before there was one
 * @param running the pass that goes on; its times are empty where none does
 * @param damaged objects that are not as they were stored, as far as is known
 * @param damages what is wrong with them, the first 1,000 of a pass
 */
public record BlobCheckView(
        String state, PassView last, PassView running, long damaged, List<DamageView> damages) {
    /**
     * @param started RFC 3339, as {@code ended}
     * @param objects versions with content, and parts of open uploads
     * @param bytes read and compared
     * @param orphans files that nothing held, removed
     */
    public record PassView(
            String started, String ended, long objects, long bytes, long damaged, long orphans) {}

    /**
     * @param owner the app or account whose it is, by name; the account's number where it has none
     * @param bucket empty where the index itself can't be read
     * @param version of the object; empty for a part of an upload
     * @param upload of whose parts it is one; else empty
     * @param fix what to do
     */
    public record DamageView(
            String owner,
            String account,
            String bucket,
            String key,
            String version,
            String upload,
            String what,
            String fix) {}
}
