package mvi.platform.release;

import static mvi.platform.app.PlatformTables.RELEASES;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.manifest.Manifest;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Desired;
import mvi.platform.app.Generation;
import mvi.platform.app.ItemMaps;
import mvi.platform.app.Schema;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TransactAction;

/**
 * The releases of each app, and the one write by which a release becomes what the app should be.
 */
public final class Releases {
    /** Releases that a listing shows. */
    public static final int LISTED = 100;

    private final KvService kv;
    private final Apps apps;
    private final Clock clock;

    public Releases(KvService kv, Apps apps, Clock clock) {
        this.kv = kv;
        this.apps = apps;
        this.clock = clock;
    }

    /** What a new release is made of. */
    public record Draft(
            String build,
            Map<String, String> images,
            int environmentVersion,
            Manifest manifest,
            Map<String, String> files,
            String by,
            String cause) {}

    public Optional<Release> find(String app, int number) {
        return kv.get(RELEASES, key(app, number)).map(Releases::read);
    }

    /** Throws MISSING {@code no-such-release}. */
    public Release get(String app, int number) {
        return find(app, number)
                .orElseThrow(
                        () ->
                                Problem.missing(
                                        "no-such-release",
                                        "app '" + app + "' has no release v" + number));
    }

    /** Newest first. */
    public List<Release> list(String app) {
        return kv.query(Query.partition(RELEASES, "app", app).newestFirst(LISTED)).items().stream()
                .map(Releases::read)
                .toList();
    }

    /**
     * Makes the release and makes it what the app should be, in one transaction with the check of
     * the lock: all of it stands, or none.
     */
    public Release create(AppLocks.Held lock, String app, Draft draft) {
        AppRecord record = apps.get(app);
        List<Release> newest =
                kv.query(Query.partition(RELEASES, "app", app).newestFirst(1)).items().stream()
                        .map(Releases::read)
                        .toList();
        int number = newest.isEmpty() ? 1 : newest.getFirst().number() + 1;
        Instant now = clock.now();
        Release release =
                new Release(
                        app,
                        number,
                        draft.build(),
                        draft.images(),
                        draft.environmentVersion(),
                        draft.manifest(),
                        draft.files(),
                        draft.by(),
                        now,
                        draft.cause(),
                        ReleaseState.PENDING,
                        List.of(new Release.StepRecord(ReleaseState.PENDING.toString(), now)),
                        Map.of(),
                        "",
                        1);
        Desired desired = record.desired().rollingTo(new Generation(number, 0));
        List<TransactAction> actions = new ArrayList<>();
        actions.add(lock.check());
        actions.add(new TransactAction.Put(RELEASES, write(release), Expression.absent("app")));
        actions.add(apps.replace(record.with(desired)));
        superseded(record).ifPresent(actions::add);
        if (!apps.commit(actions)) {
            throw Problem.conflict(
                    "app-busy",
                    "app '"
                            + app
                            + "' was changed by somebody else meanwhile; nothing was done,"
                            + " try again");
        }
        return release;
    }

    /** New containers of the current release; it is on its way again until they are well. */
    public Release restart(AppLocks.Held lock, String app) {
        AppRecord record = apps.get(app);
        Release release = current(record);
        Release again = release.in(ReleaseState.PENDING, "").after("restart", clock.now());
        List<TransactAction> actions =
                List.of(
                        lock.check(),
                        apps.replace(record.with(record.desired().restarting())),
                        replace(again));
        if (!apps.commit(actions)) {
            throw Problem.conflict(
                    "app-busy", "app '" + app + "' was changed meanwhile; try again");
        }
        return again;
    }

    /** The release that shall run; empty before the first, and for an app that is deleted. */
    Optional<Release> wanted(AppRecord app) {
        Desired desired = app.desired();
        return desired.isDeleted() || desired.generation().isNone()
                ? Optional.empty()
                : find(app.name(), desired.generation().release());
    }

    /** The release that the app should run. Throws CONFLICT {@code no-release}. */
    public Release current(AppRecord app) {
        if (app.desired().generation().isNone()) {
            throw Problem.conflict(
                    "no-release",
                    "app '" + app.name() + "' has no release yet; mvi deploy makes one");
        }
        return get(app.name(), app.desired().generation().release());
    }

    /** A put that holds when nobody wrote the release since it was read. */
    TransactAction replace(Release release) {
        return new TransactAction.Put(
                RELEASES,
                write(release.written()),
                Expression.equal("revision", AttributeValue.number(release.version())));
    }

    /** Forgets every release: for an app that is purged. */
    public void purge(String app) {
        for (Item item : kv.all(Query.partition(RELEASES, "app", app))) {
            kv.delete(
                    RELEASES,
                    Item.of("app", app).with("number", item.text("number")),
                    Expression.NONE);
        }
    }

    private Optional<TransactAction> superseded(AppRecord record) {
        Generation before = record.desired().generation();
        return before.isNone()
                ? Optional.empty()
                : find(record.name(), before.release())
                        .filter(release -> !release.state().isFinal())
                        .map(release -> replace(release.in(ReleaseState.SUPERSEDED, "")));
    }

    private static Item key(String app, int number) {
        return Item.of("app", app).with("number", "%09d".formatted(number));
    }

    private static Item write(Release release) {
        List<AttributeValue> steps = new ArrayList<>();
        for (Release.StepRecord step : release.steps()) {
            steps.add(
                    new AttributeValue.MapOf(
                            Map.of(
                                    "text", AttributeValue.text(step.text()),
                                    "at", AttributeValue.text(step.at().toString()))));
        }
        return Schema.stamp(key(release.app(), release.number()))
                .with("build", release.build())
                .with("images", ItemMaps.texts(release.images()))
                .with("environment", release.environmentVersion())
                .with("manifest", ManifestItems.write(release.manifest()))
                .with("files", ItemMaps.texts(release.files()))
                .with("by", release.by())
                .with("at", release.at().toString())
                .with("cause", release.cause())
                .with("state", release.state().toString())
                .with("steps", new AttributeValue.ListOf(steps))
                .with("ended", ItemMaps.texts(release.ended()))
                .with("reason", release.reason())
                .with("revision", release.version());
    }

    private static Release read(Item item) {
        String app = item.text("app");
        Schema.check(item, "a release of " + app);
        List<Release.StepRecord> steps = new ArrayList<>();
        if (item.get("steps").orElse(null) instanceof AttributeValue.ListOf list) {
            for (AttributeValue each : list.values()) {
                Item step = new Item(((AttributeValue.MapOf) each).values());
                steps.add(
                        new Release.StepRecord(step.text("text"), Instant.parse(step.text("at"))));
            }
        }
        return new Release(
                app,
                Integer.parseInt(item.text("number")),
                item.text("build"),
                ItemMaps.texts(item.get("images")),
                (int) item.number("environment"),
                ManifestItems.read(item.get("manifest").orElse(new AttributeValue.Null())),
                ItemMaps.texts(item.get("files")),
                item.text("by"),
                Instant.parse(item.text("at")),
                item.text("cause"),
                ReleaseState.parse(item.text("state")),
                steps,
                ItemMaps.texts(item.get("ended")),
                item.text("reason"),
                item.number("revision"));
    }
}
