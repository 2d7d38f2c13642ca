package mvi.cli.remote;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;

/**
 * Where the platform is and by what token: MVI_URL and MVI_TOKEN, else what MVI_HOME says, else
 * where this user has logged in, else the usual home.
 *
 * @param isLocal whether it is the platform of this machine
 */
public record ApiAddress(
        URI url, String token, Optional<Path> certificateAuthority, boolean isLocal) {
    public static final String USUAL_HOME = "/var/lib/mvi";

    private static final int DEFAULT_PORT = 7400;

    public static ApiAddress from(Map<String, String> environment) throws IOException {
        Optional<Login> login = login(environment);
        if (login.isPresent()) {
            return new ApiAddress(
                    url("the address logged in at", login.get().url()),
                    set(environment, "MVI_TOKEN").orElse(login.get().token()),
                    set(environment, "MVI_CA")
                            .map(Path::of)
                            .or(() -> login.get().certificateAuthority()),
                    false);
        }
        Path home = Path.of(set(environment, "MVI_HOME").orElse(USUAL_HOME));
        Optional<String> url = set(environment, "MVI_URL");
        Path ownCa = home.resolve("ca").resolve("ca.pem");
        Optional<Path> ca =
                set(environment, "MVI_CA")
                        .map(Path::of)
                        .or(() -> Files.isReadable(ownCa) ? Optional.of(ownCa) : Optional.empty());
        URI address = url("MVI_URL", url.isPresent() ? url.get() : local(home, environment));
        Optional<String> token = set(environment, "MVI_TOKEN");
        return new ApiAddress(
                address,
                token.isPresent() ? token.get() : token(home, url.isPresent()),
                ca,
                url.isEmpty());
    }

    /** Whether it is a platform that the environment or a login names, not this machine's. */
    public static boolean isElsewhere(Map<String, String> environment) throws IOException {
        return set(environment, "MVI_URL").isPresent() || login(environment).isPresent();
    }

    /** The one that counts: what the environment names goes before it. */
    private static Optional<Login> login(Map<String, String> environment) throws IOException {
        return set(environment, "MVI_URL").isPresent() || set(environment, "MVI_HOME").isPresent()
                ? Optional.empty()
                : Login.read(environment);
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(each -> !each.isBlank());
    }

    private static String local(Path home, Map<String, String> environment) throws IOException {
        Path facts = home.resolve("run").resolve("control").resolve("facts.json");
        long port = 0;
        if (Files.isReadable(facts)) {
            Json json = Json.parse(Files.readString(facts));
            port = json.at("ports").whole("api");
        }
        if (port == 0) {
            port =
                    set(environment, "MVI_API_PORT")
                            .filter(each -> each.matches("\\d{1,5}"))
                            .map(Long::parseLong)
                            .orElse((long) DEFAULT_PORT);
        }
        return "http://127.0.0.1:" + port;
    }

    private static String token(Path home, boolean isRemote) throws IOException {
        Path file = home.resolve("token");
        if (isRemote && !Files.isReadable(file)) {
            throw Problem.denied("no-token", "MVI_URL is set but MVI_TOKEN is not: set it as well");
        }
        if (!Files.exists(home)) {
            throw Problem.unavailable(
                    "no-platform",
                    "there is no platform in "
                            + home
                            + ": start it with ./mvi up, or name one"
                            + " elsewhere by mvi login URL (or MVI_URL and MVI_TOKEN)",
                    null);
        }
        if (!Files.isReadable(file)) {
            throw Problem.denied(
                    "no-token",
                    "can't read the token in "
                            + file
                            + ": run as the user who started the"
                            + " platform, or set MVI_TOKEN");
        }
        return Files.readString(file).strip();
    }

    /**
     * @param what as which it was given
     */
    public static URI url(String what, String text) {
        try {
            URI url = new URI(text.strip());
            boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (isHttp && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException bad) {
            // Said below, as for every other text that is no URL.
        }
        throw Problem.invalid(
                "bad-url", what + " is '" + text + "': write https://host, or https://host:8443");
    }
}
