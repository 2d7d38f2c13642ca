package mvi.services.database.core;

import java.util.List;
import java.util.Optional;
import mvi.services.database.DatabaseRecord;

/** Where records of databases are kept. */
public interface DatabaseRecords {
    void save(DatabaseRecord record);

    Optional<DatabaseRecord> find(String app, String name);

    List<DatabaseRecord> list();

    void remove(String app, String name);

    /** The image that new instances are made with, once this version of it is there. */
    Optional<String> image(String version);

    void saveImage(String version, String reference);
}
