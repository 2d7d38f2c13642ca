package mvi.platform.observe;

import static mvi.platform.app.PlatformTables.BLOB_CHECKS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mvi.engines.base.Principal;
import mvi.platform.app.Schema;
import mvi.services.blob.BlobCheck;
import mvi.services.blob.BlobDamage;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TransactAction;

/**
 * Passes over Blob's data as the platform's table has them: data writes how far it is and what it
 * has found, control reads it and asks for a pass. So data answers no protocol of its own for it,
 * and what was found last is known while data is away.
 *
 * <p>Items: {@code pass/last}, {@code pass/running}, {@code pass/wish}, and {@code
 * damage/STARTED#N} for each damage of a pass, so that a pass's are those of no other.
 */
public final class BlobChecks {
    /** Of one pass; further damages are counted alone. */
    public static final int MOST_DAMAGES = 1000;

    /** Of the 100 actions of a transaction, two are the pass itself. */
    public static final int DAMAGES_AT_ONCE = 90;

    private static final String KIND = "kind";
    private static final String ID = "id";
    private static final String PASS = "pass";
    private static final String DAMAGE = "damage";
    private static final String LAST = "last";
    private static final String RUNNING = "running";
    private static final String WISH = "wish";

    private final KvService kv;

    public BlobChecks(KvService kv) {
        this.kv = kv;
    }

    /**
     * What is known of passes.
     *
     * @param last the last one that ended
     * @param running the one that has not
     * @param asked when somebody last asked for one
     */
    public record Passes(
            Optional<BlobCheck> last, Optional<BlobCheck> running, Optional<Instant> asked) {
        /** Objects that are not as they were stored, as far as is known. */
        public long damaged() {
            return Math.max(
                    last.map(BlobCheck::damaged).orElse(0L),
                    running.map(BlobCheck::damaged).orElse(0L));
        }

        /** Read and compared, ever. */
        public long bytesEver() {
            return running.or(() -> last).map(BlobCheck::bytesEver).orElse(0L);
        }

        /** The latest that has begun. */
        public Optional<Instant> begun() {
            return running.or(() -> last).map(BlobCheck::started);
        }

        /** Whether one was asked for that has not begun. */
        public boolean isAsked() {
            return asked.filter(time -> begun().map(time::isAfter).orElse(true)).isPresent();
        }
    }

    public Passes passes() {
        Optional<BlobCheck> last = Optional.empty();
        Optional<BlobCheck> running = Optional.empty();
        Optional<Instant> asked = Optional.empty();
        for (Item item : kv.all(Query.partition(BLOB_CHECKS, KIND, PASS))) {
            Schema.check(item, "the check of Blob's data");
            switch (item.text(ID)) {
                case LAST -> last = Optional.of(pass(item));
                case RUNNING -> running = Optional.of(pass(item));
                case WISH -> asked = Optional.of(Instant.parse(item.text("asked")));
                default -> throw new IllegalStateException("a pass named " + item.text(ID));
            }
        }
        return new Passes(last, running, asked);
    }

    /** What a pass has found, in its order. */
    public List<BlobDamage> damages(BlobCheck pass) {
        return kv.all(Query.partition(BLOB_CHECKS, KIND, DAMAGE)).stream()
                .filter(item -> item.text(ID).startsWith(rows(pass)))
                .map(BlobChecks::damage)
                .toList();
    }

    /** Asks data for a pass; it begins at once where none runs. */
    public void ask(Instant now) {
        kv.put(
                BLOB_CHECKS,
                Schema.stamp(key(PASS, WISH)).with("asked", now.toString()),
                Expression.NONE);
    }

    /** Whether an item that was written is such a question. */
    public static boolean isWish(Item written) {
        return written.text(KIND).equals(PASS) && written.text(ID).equals(WISH);
    }

    /**
     * Puts on record how far a pass is, and what it has found since the last time.
     *
     * @param before how many damages of it are on record
     * @param found at most {@link #DAMAGES_AT_ONCE}
     */
    public void save(BlobCheck pass, int before, List<BlobDamage> found) {
        List<TransactAction> actions = rows(pass, before, found);
        if (pass.ended().isPresent()) {
            actions.add(put(item(pass, LAST)));
            actions.add(
                    new TransactAction.Delete(BLOB_CHECKS, key(PASS, RUNNING), Expression.NONE));
        } else {
            actions.add(put(item(pass, RUNNING)));
        }
        kv.transact(Principal.PLATFORM_ACCOUNT, actions, "");
    }

    private static List<TransactAction> rows(BlobCheck pass, int before, List<BlobDamage> found) {
        List<TransactAction> actions = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            String id = rows(pass) + String.format(Locale.ROOT, "%04d", before + i);
            actions.add(put(item(found.get(i), id)));
        }
        return actions;
    }

    /** Takes away what other passes had found. */
    public void dropOthers(BlobCheck pass) {
        for (Item item : kv.all(Query.partition(BLOB_CHECKS, KIND, DAMAGE))) {
            if (!item.text(ID).startsWith(rows(pass))) {
                kv.delete(BLOB_CHECKS, key(DAMAGE, item.text(ID)), Expression.NONE);
            }
        }
    }

    private static String rows(BlobCheck pass) {
        return pass.started() + "#";
    }

    private static TransactAction put(Item item) {
        return new TransactAction.Put(BLOB_CHECKS, item, Expression.NONE);
    }

    private static Item key(String kind, String id) {
        return Item.of(KIND, kind).with(ID, id);
    }

    private static Item item(BlobCheck pass, String id) {
        return Schema.stamp(key(PASS, id))
                .with("started", pass.started().toString())
                .with("ended", pass.ended().map(Instant::toString).orElse(""))
                .with("place", pass.place())
                .with("objects", pass.objects())
                .with("bytes", pass.bytes())
                .with("damaged", pass.damaged())
                .with("orphans", pass.orphans())
                .with("bytesEver", pass.bytesEver());
    }

    private static BlobCheck pass(Item item) {
        String ended = item.text("ended");
        return new BlobCheck(
                Instant.parse(item.text("started")),
                ended.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(ended)),
                item.text("place"),
                item.number("objects"),
                item.number("bytes"),
                item.number("damaged"),
                item.number("orphans"),
                item.number("bytesEver"));
    }

    private static Item item(BlobDamage damage, String id) {
        return Schema.stamp(key(DAMAGE, id))
                .with("account", damage.account())
                .with("bucket", damage.bucket())
                .with("object", damage.key())
                .with("version", damage.version())
                .with("upload", damage.upload())
                .with("what", damage.what());
    }

    private static BlobDamage damage(Item item) {
        return new BlobDamage(
                item.text("account"),
                item.text("bucket"),
                item.text("object"),
                item.text("version"),
                item.text("upload"),
                item.text("what"));
    }
}
