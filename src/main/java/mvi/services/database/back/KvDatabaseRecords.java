package mvi.services.database.back;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.services.database.DatabaseOptions;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.DatabaseRecords;
import mvi.services.database.core.PostgresInstance;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;

/** Records as items of the platform's table {@code mvi-databases}. */
public final class KvDatabaseRecords implements DatabaseRecords {
    private static final TableName TABLE =
            new TableName(Principal.PLATFORM_ACCOUNT, "mvi-databases");
    private static final long SCHEMA = 1;

    /** No app has this name, so that what belongs to no app can stand beside the records. */
    private static final String NO_APP = "-";

    private final KvService kv;

    public KvDatabaseRecords(KvService kv) {
        this.kv = kv;
    }

    /** Makes the table when it is not there. */
    public void start() {
        try {
            kv.createTable(TABLE, TableSpec.of("app", "name"));
        } catch (Problem problem) {
            if (!problem.code().equals("table-exists")) {
                throw problem;
            }
        }
    }

    @Override
    public void save(DatabaseRecord record) {
        Item item =
                key(record.app(), record.name())
                        .with("schema", SCHEMA)
                        .with("id", record.id())
                        .with("image", record.image())
                        .with("slot", record.slot())
                        .with("role", record.role())
                        .with("database", record.database())
                        .with("password", record.sealedPassword())
                        .with("synchronous", Boolean.toString(record.options().isSynchronous()))
                        .with("memory", record.options().memory().map(ByteCount::bytes).orElse(0L))
                        .with("version", record.options().version().orElse(""))
                        .with("extensions", String.join(" ", record.options().extensions()))
                        .with("state", record.state().name())
                        .with("created", record.created().toString());
        kv.put(
                TABLE,
                record.deleted().map(at -> item.with("deleted", at.toString())).orElse(item),
                Expression.NONE);
    }

    @Override
    public Optional<DatabaseRecord> find(String app, String name) {
        return kv.get(TABLE, key(app, name)).map(KvDatabaseRecords::record);
    }

    @Override
    public List<DatabaseRecord> list() {
        return kv.all(Query.scan(TABLE)).stream()
                .filter(item -> !item.text("app").equals(NO_APP))
                .map(KvDatabaseRecords::record)
                .toList();
    }

    @Override
    public void remove(String app, String name) {
        kv.delete(TABLE, key(app, name), Expression.NONE);
    }

    @Override
    public Optional<String> image(String version) {
        return kv.get(TABLE, key(NO_APP, "image"))
                .filter(
                        item ->
                                item.get("version")
                                        .filter(each -> each.asText().equals(version))
                                        .isPresent())
                .map(item -> item.text("image"));
    }

    @Override
    public void saveImage(String version, String reference) {
        kv.put(
                TABLE,
                key(NO_APP, "image")
                        .with("schema", SCHEMA)
                        .with("version", version)
                        .with("image", reference),
                Expression.NONE);
    }

    private static Item key(String app, String name) {
        return Item.of("app", app).with("name", name);
    }

    private static DatabaseRecord record(Item item) {
        return new DatabaseRecord(
                item.text("app"),
                item.text("name"),
                item.text("id"),
                item.text("image"),
                (int) item.number("slot"),
                item.get("role").map(AttributeValue::asText).orElse(PostgresInstance.ROLE),
                item.get("database").map(AttributeValue::asText).orElse(PostgresInstance.ROLE),
                item.text("password"),
                options(item),
                DatabaseRecord.State.valueOf(item.text("state")),
                Instant.parse(item.text("created")),
                item.get("deleted").map(value -> Instant.parse(value.asText())));
    }

    /** Absent of records that were written before there were any. */
    private static DatabaseOptions options(Item item) {
        return new DatabaseOptions(
                item.get("memory")
                        .map(unused -> item.number("memory"))
                        .filter(bytes -> bytes > 0)
                        .map(ByteCount::new),
                text(item, "version").filter(each -> !each.isEmpty()),
                text(item, "synchronous").orElse("").equals("true"),
                text(item, "extensions").stream()
                        .flatMap(each -> Arrays.stream(each.split(" ")))
                        .filter(each -> !each.isEmpty())
                        .toList());
    }

    private static Optional<String> text(Item item, String name) {
        return item.get(name).map(AttributeValue::asText);
    }
}
