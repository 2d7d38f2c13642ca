package mvi.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.proxy.TrustedProxies;
import mvi.services.blob.ObjectOwnership;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The value of each knob: its variable, else the file, else its default. Unknown names stop the
 * start.
 */
public final class Configuration {
    private static final int MAXIMUM_PORT = 65_535;

    /** Variables that the launcher and the clients own; they are no knobs. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of(
                    "MVI_HOME",
                    "MVI_URL",
                    "MVI_TOKEN",
                    "MVI_CA",
                    "MVI_CALLER_DIR",
                    "MVI_DIST",
                    "MVI_JAVA_HOME",
                    "MVI_JAVA_OPTIONS",
                    "MVI_LAUNCHER",
                    "MVI_NO_AOT",
                    "MVI_NO_INSTALL",
                    "MVI_REGISTRY",
                    "MVI_REGISTRY_USER",
                    "MVI_REGISTRY_PASSWORD");

    /**
     * RFC 1123 section 2.1: labels of letters, digits and hyphens; the last one begins with a
     * letter.
     */
    private static final Pattern HOST_NAME =
            Pattern.compile(
                    "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final int LONGEST_NAME = 253;

    private final Home home;
    private final Map<Knob, String> values;

    private Configuration(Home home, Map<Knob, String> values) {
        this.home = home;
        this.values = values;
    }

    public static Configuration load(Home home, Map<String, String> environment) {
        Map<Knob, String> values = new EnumMap<>(Knob.class);
        for (Knob knob : Knob.values()) {
            values.put(knob, knob.defaultValue());
        }
        readFile(home).forEach((name, value) -> values.put(fromFile(home, name), value));
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (variable.getKey().startsWith("MVI_")
                    && !OTHER_VARIABLES.contains(variable.getKey())) {
                set(values, fromVariable(variable.getKey()), variable.getValue(), home);
            }
        }
        return new Configuration(home, values);
    }

    /** "Any port" is settled already when the file has one. */
    private static void set(Map<Knob, String> values, Knob knob, String value, Home home) {
        boolean isAnyPort = knob.isPort() && value.equals("0");
        if (!isAnyPort || !readFile(home).containsKey(knob.fileName())) {
            values.put(knob, value);
        }
    }

    public Home home() {
        return home;
    }

    public String text(Knob knob) {
        return values.getOrDefault(knob, knob.defaultValue());
    }

    /** Where the platform itself is reached by HTTPS; empty for nowhere. */
    public Optional<String> platformName() {
        String name = text(Knob.PLATFORM_NAME);
        if (name.equals(Knob.PLATFORM_NAME.defaultValue())) {
            return Optional.empty();
        }
        if (name.length() > LONGEST_NAME || !HOST_NAME.matcher(name).matches()) {
            throw bad(
                    Knob.PLATFORM_NAME,
                    "a host name with a dot is wanted, in lower case: mvi.example.org");
        }
        return Optional.of(name);
    }

    /** Whose word of their clients the load balancer believes. */
    public TrustedProxies trustedProxies() {
        boolean sayHeader = isOn(Knob.PROXY_PROTOCOL);
        String list = text(Knob.TRUSTED_PROXIES).strip();
        if (list.isEmpty() || list.equals(Knob.TRUSTED_PROXIES.defaultValue())) {
            if (sayHeader) {
                throw bad(
                        Knob.PROXY_PROTOCOL,
                        "nobody is trusted to say such a header; name who is by "
                                + Knob.TRUSTED_PROXIES.variable());
            }
            return TrustedProxies.NONE;
        }
        try {
            return new TrustedProxies(TrustedProxies.parse(list), sayHeader);
        } catch (Problem wrong) {
            throw bad(Knob.TRUSTED_PROXIES, wrong.publicMessage());
        }
    }

    /** Of buckets that are made without naming another. */
    public ObjectOwnership objectOwnership() {
        return switch (text(Knob.OBJECT_OWNERSHIP)) {
            case "BucketOwnerEnforced" -> ObjectOwnership.BUCKET_OWNER_ENFORCED;
            case "BucketOwnerPreferred" -> ObjectOwnership.BUCKET_OWNER_PREFERRED;
            case "ObjectWriter" -> ObjectOwnership.OBJECT_WRITER;
            default ->
                    throw bad(
                            Knob.OBJECT_OWNERSHIP,
                            "BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter is wanted");
        };
    }

    private boolean isOn(Knob knob) {
        return switch (text(knob)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw bad(knob, "on or off is wanted");
        };
    }

    public int port(Knob knob) {
        int port = whole(knob);
        if (port > MAXIMUM_PORT) {
            throw bad(knob, "a port is 0 to " + MAXIMUM_PORT);
        }
        return port;
    }

    /** Each port by its variable. */
    public Map<String, String> ports() {
        Map<String, String> ports = new TreeMap<>();
        for (Knob knob : Knob.values()) {
            if (knob.isPort()) {
                ports.put(knob.variable(), text(knob));
            }
        }
        return ports;
    }

    public int whole(Knob knob) {
        try {
            return Integer.parseUnsignedInt(text(knob));
        } catch (NumberFormatException wrong) {
            throw bad(knob, "a whole number is wanted");
        }
    }

    public ByteCount bytes(Knob knob) {
        try {
            return ByteCount.parse(text(knob));
        } catch (Problem wrong) {
            throw bad(knob, wrong.publicMessage());
        }
    }

    /** Keeps these values in the file, so that the next start has them too. */
    public Configuration remember(Map<Knob, String> decided) {
        Map<String, String> file = new TreeMap<>(readFile(home));
        Map<Knob, String> all = new EnumMap<>(values);
        decided.forEach(
                (knob, value) -> {
                    file.put(knob.fileName(), value);
                    all.put(knob, value);
                });
        StringBuilder text =
                new StringBuilder(
                        "# Knobs of this platform; `mvi services` and docs/services tell of them.\n");
        file.forEach(
                (name, value) -> text.append(name).append(": \"").append(value).append("\"\n"));
        SmallFiles.write(home.configuration(), text.toString(), "rw-r--r--");
        return new Configuration(home, all);
    }

    /** The platform is called this from now on; {@code none} for no name. */
    public Configuration rename(String name) {
        Map<Knob, String> all = new EnumMap<>(values);
        all.put(Knob.PLATFORM_NAME, name);
        Optional<String> good = new Configuration(home, all).platformName();
        return remember(Map.of(Knob.PLATFORM_NAME, good.orElse(Knob.PLATFORM_NAME.defaultValue())));
    }

    /** Where objects are is no matter of one start: what a variable said of it stays. */
    public Configuration rememberBlob() {
        Map<String, String> file = readFile(home);
        Map<Knob, String> said = new EnumMap<>(Knob.class);
        for (Knob knob :
                List.of(Knob.BLOB_URL, Knob.BLOB_CREDENTIALS, Knob.BLOB_CA, Knob.BLOB_REGION)) {
            String kept = file.getOrDefault(knob.fileName(), knob.defaultValue());
            if (!text(knob).equals(kept)) {
                said.put(knob, text(knob));
            }
        }
        return said.isEmpty() ? this : remember(said);
    }

    Problem bad(Knob knob, String why) {
        return Problem.invalid(
                "bad-knob",
                "%s is '%s' (set by %s or in %s): %s"
                        .formatted(
                                knob.fileName(),
                                text(knob),
                                knob.variable(),
                                home.configuration(),
                                why));
    }

    private static Knob fromFile(Home home, String name) {
        return Knob.byFileName(name)
                .orElseThrow(
                        () ->
                                Problem.invalid(
                                        "unknown-knob",
                                        "%s: '%s' is no knob; there are: %s"
                                                .formatted(home.configuration(), name, names())));
    }

    private static Knob fromVariable(String variable) {
        for (Knob knob : Knob.values()) {
            if (knob.variable().equals(variable)) {
                return knob;
            }
        }
        throw Problem.invalid(
                "unknown-knob",
                "the variable " + variable + " is no knob; there are, as MVI_NAME: " + names());
    }

    private static String names() {
        StringBuilder names = new StringBuilder();
        for (Knob knob : Knob.values()) {
            names.append(names.isEmpty() ? "" : ", ").append(knob.fileName());
        }
        return names.toString();
    }

    private static Map<String, String> readFile(Home home) {
        if (!Files.exists(home.configuration())) {
            return Map.of();
        }
        Map<String, String> read = new TreeMap<>();
        try {
            String text = Files.readString(home.configuration(), StandardCharsets.UTF_8);
            // In one read: the parser fails where a buffer ends within a character.
            LoadSettings settings = LoadSettings.builder().setBufferSize(text.length() + 1).build();
            Object document = new Load(settings).loadFromString(text);
            if (document instanceof Map<?, ?> map) {
                map.forEach((name, value) -> read.put(String.valueOf(name), String.valueOf(value)));
            } else if (document != null) {
                throw Problem.invalid(
                        "bad-configuration",
                        home.configuration() + ": a mapping of knobs is wanted");
            }
        } catch (IOException | YamlEngineException unreadable) {
            throw new Problem(
                    "bad-configuration",
                    mvi.engines.base.Kind.INVALID,
                    home.configuration() + " can't be read: " + unreadable.getMessage(),
                    "",
                    unreadable);
        }
        return read;
    }
}
