package mvi.services.database.core;

import java.nio.file.Path;

/**
 * Where the files of an instance are on the host, and where its container sees them.
 *
 * @param root the instance's folder, named after its id
 */
public record InstancePaths(Path root) {
    static final String SEEN_DATA = "/var/lib/postgresql/data";
    static final String SEEN_CONFIG = "/mvi/config";
    static final String SEEN_RESTORE = "/mvi/restore";

    /** The instance's own; its container may write in it. */
    public Path data() {
        return root.resolve("data");
    }

    /** PostgreSQL's data folder. */
    public Path cluster() {
        return data().resolve("cluster");
    }

    /** Settings, written by the platform before each start. */
    public Path config() {
        return root.resolve("config");
    }

    /** By which a recovering instance asks for its log. */
    public Path restore() {
        return root.resolve("restore");
    }

    /** Names of files that it asks for; the one folder here in which its container may write. */
    public Path wanted() {
        return restore().resolve("wanted");
    }

    /** The files. */
    public Path had() {
        return restore().resolve("had");
    }

    /** Names of files that there are none of. */
    public Path missing() {
        return restore().resolve("missing");
    }
}
