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
 * Where the platform is and by what token: MVI_URL and MVI_TOKEN, else what MVI_HOME says.
 *
 * @param isLocal whether it is the platform of this machine
 */
public record ApiAddress(
        URI url, String token, Optional<Path> certificateAuthority, boolean isLocal) {
    private static final int DEFAULT_PORT = 7400;

    public static ApiAddress from(Map<String, String> environment) throws IOException {
        Path home = Path.of(set(environment, "MVI_HOME").orElse("/var/lib/mvi"));
        Optional<String> url = set(environment, "MVI_URL");
        Path ownCa = home.resolve("ca").resolve("ca.pem");
        Optional<Path> ca =
                set(environment, "MVI_CA")
                        .map(Path::of)
                        .or(() -> Files.isReadable(ownCa) ? Optional.of(ownCa) : Optional.empty());
        URI address = url(url.isPresent() ? url.get() : local(home, environment));
        Optional<String> token = set(environment, "MVI_TOKEN");
        return new ApiAddress(
                address,
                token.isPresent() ? token.get() : token(home, url.isPresent()),
                ca,
                url.isEmpty());
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
                            + ": start it with ./mvi up, or set MVI_URL"
                            + " and MVI_TOKEN",
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

    private static URI url(String text) {
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
                "bad-url", "MVI_URL is '" + text + "': write https://host:7400 or http://…");
    }
}
