package mvi.cli.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;

/**
 * The platform elsewhere that this user's commands go to: {@code mvi/login.json} and, when no
 * public authority vouches for it, {@code mvi/ca.pem}, in the user's own folder of configuration
 * (the XDG Base Directory Specification), 0600.
 *
 * @param certificateAuthority a PEM file
 */
public record Login(String url, String token, Optional<Path> certificateAuthority) {
    /** Empty when this user has not logged in. */
    public static Optional<Login> read(Map<String, String> environment) throws IOException {
        Path file = file(environment);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Json json;
        try {
            json = Json.parse(Files.readString(file));
        } catch (IOException damaged) {
            throw Problem.invalid(
                    "bad-login", "can't read " + file + ": log in again by mvi login URL");
        }
        Path ca = authority(environment);
        return Optional.of(
                new Login(
                        json.text("url"),
                        json.text("token"),
                        Files.exists(ca) ? Optional.of(ca) : Optional.empty()));
    }

    /**
     * Takes the place of what was there.
     *
     * @param certificateAuthority in PEM
     */
    public static void store(
            Map<String, String> environment,
            String url,
            String token,
            Optional<String> certificateAuthority)
            throws IOException {
        Path folder = folder(environment);
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        forget(environment);
        if (certificateAuthority.isPresent()) {
            write(authority(environment), certificateAuthority.get());
        }
        write(file(environment), Json.write(Map.of("url", url, "token", token)) + "\n");
    }

    /** Whether there was one. */
    public static boolean forget(Map<String, String> environment) throws IOException {
        boolean wasThere = Files.deleteIfExists(file(environment));
        Files.deleteIfExists(authority(environment));
        return wasThere;
    }

    private static void write(Path file, String text) throws IOException {
        // Made for its owner alone (0600), and only then given its name.
        Path fresh = Files.createTempFile(file.getParent(), "login", ".tmp");
        Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path file(Map<String, String> environment) {
        return folder(environment).resolve("login.json");
    }

    private static Path authority(Map<String, String> environment) {
        return folder(environment).resolve("ca.pem");
    }

    private static Path folder(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        // The specification: a relative one is to be ignored.
        Path all =
                configured.startsWith("/")
                        ? Path.of(configured)
                        : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")))
                                .resolve(".config");
        return all.resolve("mvi");
    }
}
