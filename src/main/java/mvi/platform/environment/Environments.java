package mvi.platform.environment;

import static mvi.platform.app.PlatformTables.ENVIRONMENTS;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.Schema;
import mvi.services.crypto.CryptoService;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/** Versions of each app's own variables; a version never changes. */
public final class Environments {
    public static final int MAXIMUM_VARIABLES = 1000;

    /** All names and values of a version: well under what an item of KV holds. */
    public static final ByteCount MAXIMUM_BYTES = ByteCount.kib(256);

    private static final int WRITE_ATTEMPTS = 20;

    private final KvService kv;
    private final Clock clock;
    private final Envelope envelope;

    public Environments(
            KvService kv, CryptoService crypto, PlatformKey key, Chance chance, Clock clock) {
        this.kv = kv;
        this.clock = clock;
        this.envelope = new Envelope(crypto, key, chance);
    }

    /** The newest version, or {@link Environment#EMPTY}. */
    public Environment current(String app) {
        List<Item> newest =
                kv.query(Query.partition(ENVIRONMENTS, "app", app).newestFirst(1)).items();
        return newest.isEmpty() ? Environment.EMPTY : open(app, newest.getFirst());
    }

    /** That version; 0 is empty. */
    public Environment version(String app, int version) {
        return version == 0
                ? Environment.EMPTY
                : kv.get(ENVIRONMENTS, key(app, version))
                        .map(item -> open(app, item))
                        .orElseThrow(
                                () ->
                                        Problem.missing(
                                                "no-such-environment",
                                                "app '" + app + "' has no environment " + version));
    }

    /** A version with these changes, or the current one when they change nothing. */
    public Environment change(
            String app, Map<String, String> set, Collection<String> unset, String by) {
        set.keySet().forEach(Environments::checkName);
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            Environment current = current(app);
            Map<String, String> next = new TreeMap<>(current.variables());
            next.putAll(set);
            next.keySet().removeAll(unset);
            if (next.equals(current.variables())) {
                return current;
            }
            Environment changed = new Environment(current.version() + 1, next);
            if (write(app, changed, by)) {
                return changed;
            }
        }
        throw Problem.conflict(
                "app-busy", "the environment of '" + app + "' is being changed by others");
    }

    /** Forgets every version: for an app that is purged. */
    public void purge(String app) {
        for (Item item : kv.all(Query.partition(ENVIRONMENTS, "app", app))) {
            kv.delete(
                    ENVIRONMENTS,
                    Item.of("app", app).with("version", item.text("version")),
                    Expression.NONE);
        }
    }

    private boolean write(String app, Environment environment, String by) {
        byte[] clear = encode(environment.variables());
        Item item =
                Schema.stamp(key(app, environment.version()))
                        .with(
                                "variables",
                                new AttributeValue.Bytes(
                                        envelope.seal(clear, context(app, environment.version()))))
                        .with("by", by)
                        .with("at", clock.now().toString());
        return kv.put(ENVIRONMENTS, item, Expression.absent("app")).isWritten();
    }

    private Environment open(String app, Item item) {
        Schema.check(item, "the environment of " + app);
        int version = Integer.parseInt(item.text("version"));
        if (item.get("variables").orElse(null) instanceof AttributeValue.Bytes sealed) {
            return new Environment(
                    version, decode(envelope.open(sealed.bytes(), context(app, version))));
        }
        throw Problem.bug("environment " + version + " of " + app + " has no variables", null);
    }

    private static void checkName(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,255}")) {
            throw Problem.invalid(
                    "bad-variable-name",
                    "a variable's name has letters, digits and _, and starts with no digit; '"
                            + name
                            + "' does not");
        }
    }

    private static Map<String, String> context(String app, int version) {
        return Map.of("app", app, "environment", Integer.toString(version));
    }

    private static Item key(String app, int version) {
        return Item.of("app", app).with("version", "%09d".formatted(version));
    }

    private static byte[] encode(Map<String, String> variables) {
        if (variables.size() > MAXIMUM_VARIABLES) {
            throw Problem.limit(
                    "too-many-variables", "an app has at most " + MAXIMUM_VARIABLES + " variables");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(variables.size());
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                writeText(out, variable.getKey());
                writeText(out, variable.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (bytes.size() > MAXIMUM_BYTES.bytes()) {
            throw Problem.limit(
                    "environment-too-large",
                    "an app's variables have at most " + MAXIMUM_BYTES + " together");
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Map<String, String> variables = new TreeMap<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = readText(in);
                variables.put(name, readText(in));
            }
            return variables;
        } catch (IOException cut) {
            throw Problem.bug("an environment is cut", cut);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
