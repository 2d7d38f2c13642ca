package mvi.start;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import mvi.engines.base.Problem;

/** What the knobs say of Blob elsewhere, with the files that they name. */
public final class BlobKnobs {
    private static final String FORMS =
            "write none, https://HOST[:PORT][/PREFIX], s3:// or s3://PREFIX";

    /**
     * Of 63 characters of a bucket's name, 14 are the account and two hyphens, and the platform's
     * longest name has 17.
     */
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?");

    private static final String PREFIX_RULE =
            "a prefix of buckets' names is 1 to 30 small letters, digits and hyphens, and begins and"
                    + " ends with a letter or digit";

    /** Others than Amazon have names of their own: {@code auto}, {@code garage}. */
    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** In a key id or a secret; none of Amazon's or of others' has more. */
    private static final Pattern KEY_PART = Pattern.compile("[!-~]{1,200}");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private static final int HIGHEST_PORT = 65_535;
    private static final long LARGEST_FILE = 1 << 20;

    private static final String KEY_ID = "AWS_ACCESS_KEY_ID";
    private static final String KEY_SECRET = "AWS_SECRET_ACCESS_KEY";

    private final Configuration configuration;

    private BlobKnobs(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Empty for this machine's own Blob. Throws INVALID {@code bad-knob}. */
    public static Optional<BlobTwin> read(Configuration configuration) {
        return new BlobKnobs(configuration).twin();
    }

    private Optional<BlobTwin> twin() {
        Optional<String> url = said(Knob.BLOB_URL);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        String region = configuration.text(Knob.BLOB_REGION).strip();
        if (!REGION.matcher(region).matches()) {
            throw configuration.bad(Knob.BLOB_REGION, "a region's name is wanted, as eu-central-1");
        }
        Place place = place(url.get(), region);
        Map<String, String> key = credentials();
        return Optional.of(
                new BlobTwin(
                        place.endpoint(),
                        region,
                        key.getOrDefault(KEY_ID, ""),
                        key.getOrDefault(KEY_SECRET, ""),
                        place.prefix(),
                        said(Knob.BLOB_CA).map(_ -> authority())));
    }

    private Optional<String> said(Knob knob) {
        return Optional.of(configuration.text(knob).strip())
                .filter(each -> !each.isEmpty() && !each.equals(knob.defaultValue()));
    }

    private record Place(String endpoint, Optional<String> prefix) {}

    private Place place(String url, String region) {
        if (url.indexOf('@') >= 0) {
            throw secret("a user or a password has no place in it");
        }
        if (url.indexOf('?') >= 0) {
            throw secret("a query has no place in it");
        }
        if (url.indexOf('#') >= 0) {
            throw configuration.bad(Knob.BLOB_URL, "a fragment has no place in it: " + FORMS);
        }
        if (url.startsWith("s3://")) {
            return new Place(amazon(region), prefix(url.substring("s3://".length())));
        }
        return elsewhere(url);
    }

    /** What is wrong may be a secret, so it is not said again. */
    private static Problem secret(String why) {
        return Problem.invalid(
                "bad-knob",
                "%s (%s): %s; the access key stands in the file that %s names"
                        .formatted(
                                Knob.BLOB_URL.fileName(),
                                Knob.BLOB_URL.variable(),
                                why,
                                Knob.BLOB_CREDENTIALS.variable()));
    }

    private static String amazon(String region) {
        return "https://s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "");
    }

    private Optional<String> prefix(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!PREFIX.matcher(text).matches()) {
            throw configuration.bad(Knob.BLOB_URL, PREFIX_RULE);
        }
        return Optional.of(text);
    }

    private Place elsewhere(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException wrong) {
            throw configuration.bad(Knob.BLOB_URL, FORMS);
        }
        String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        String host = url.getHost();
        if (!scheme.matches("https?") || host == null) {
            throw configuration.bad(Knob.BLOB_URL, FORMS);
        }
        if (url.getPort() > HIGHEST_PORT || url.getPort() == 0) {
            throw configuration.bad(Knob.BLOB_URL, "a port is 1 to " + HIGHEST_PORT);
        }
        if (scheme.equals("http") && !LOOPBACK.matcher(host).matches()) {
            throw configuration.bad(
                    Knob.BLOB_URL,
                    "what leaves this machine goes by https:// alone; http:// is for 127.0.0.1");
        }
        String path = url.getRawPath();
        Optional<String> prefix = path.length() > 1 ? prefix(path.substring(1)) : Optional.empty();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return new Place(scheme + "://" + host.toLowerCase(Locale.ROOT) + port, prefix);
    }

    private Map<String, String> credentials() {
        if (said(Knob.BLOB_CREDENTIALS).isEmpty()) {
            throw configuration.bad(
                    Knob.BLOB_CREDENTIALS,
                    Knob.BLOB_URL.variable()
                            + " needs an access key: name a file with the lines "
                            + KEY_ID
                            + "=… and "
                            + KEY_SECRET
                            + "=…");
        }
        Path file = file(Knob.BLOB_CREDENTIALS);
        if (isOpenToOthers(file)) {
            throw configuration.bad(
                    Knob.BLOB_CREDENTIALS, "others may read that file: chmod 600 " + file);
        }
        Map<String, String> lines = new TreeMap<>();
        int number = 0;
        for (String line : text(Knob.BLOB_CREDENTIALS).lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("=", 2);
            boolean isKnown = Set.of(KEY_ID, KEY_SECRET).contains(parts[0].strip());
            if (!isKnown || parts.length < 2 || !KEY_PART.matcher(parts[1].strip()).matches()) {
                throw configuration.bad(
                        Knob.BLOB_CREDENTIALS,
                        "line "
                                + number
                                + " of that file is neither "
                                + KEY_ID
                                + "=… nor "
                                + KEY_SECRET
                                + "=…");
            }
            lines.put(parts[0].strip(), parts[1].strip());
        }
        for (String wanted : Set.of(KEY_ID, KEY_SECRET)) {
            if (!lines.containsKey(wanted)) {
                throw configuration.bad(
                        Knob.BLOB_CREDENTIALS, "that file has no line " + wanted + "=…");
            }
        }
        return lines;
    }

    private boolean isOpenToOthers(Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            return mode.stream().anyMatch(each -> !each.name().startsWith("OWNER_"));
        } catch (IOException unknown) {
            throw configuration.bad(Knob.BLOB_CREDENTIALS, "there is no such file to read");
        }
    }

    private String authority() {
        String pem = text(Knob.BLOB_CA);
        try {
            Collection<?> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            if (!certificates.isEmpty()) {
                return pem;
            }
        } catch (CertificateException unreadable) {
            throw configuration.bad(
                    Knob.BLOB_CA,
                    "that file has no certificates in PEM: " + unreadable.getMessage());
        }
        throw configuration.bad(Knob.BLOB_CA, "that file has no certificate in it");
    }

    private String text(Knob knob) {
        Path file = file(knob);
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw configuration.bad(knob, "that file has more than a mebibyte");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw configuration.bad(knob, "that file can't be read as text");
        }
    }

    private Path file(Knob knob) {
        Path file = Path.of(configuration.text(knob).strip());
        if (!file.isAbsolute()) {
            throw configuration.bad(knob, "the file's whole path is wanted, from /");
        }
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw configuration.bad(knob, "there is no such file to read");
        }
        return file;
    }
}
