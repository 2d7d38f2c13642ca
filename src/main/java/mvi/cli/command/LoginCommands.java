package mvi.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.cli.output.Exit;
import mvi.cli.remote.ApiAddress;
import mvi.cli.remote.ApiClient;
import mvi.cli.remote.Introduction;
import mvi.cli.remote.Json;
import mvi.cli.remote.Login;
import mvi.engines.base.Problem;
import mvi.engines.base.TlsIdentity;

/** {@code login} and {@code logout}: which platform this user's commands go to. */
final class LoginCommands {
    /** Nothing leaves the machine on the way to these. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private LoginCommands() {}

    static Verb login() {
        return Verb.of(
                        "login",
                        "Use a platform elsewhere from now on.",
                        "mvi login https://mvi.example.org",
                        LoginCommands::login)
                .option("--token", "TOKEN", "Its token; without it, one line of input.")
                .option("--ca", "FILE", "PEM: the authority that vouches for it.")
                .words("URL", "1", "Its address.");
    }

    static Verb logout() {
        return Verb.of(
                "logout",
                "Forget the platform elsewhere, and its token.",
                "mvi logout",
                LoginCommands::logout);
    }

    private static int login(Call call) throws IOException {
        String text = call.words().getFirst().replaceAll("/+$", "");
        URI url = ApiAddress.url("the address", text);
        if (url.getScheme().equals("http") && !LOOPBACK.contains(url.getHost())) {
            throw Problem.invalid(
                    "no-tls", "a token is not sent in clear: write https://" + url.getHost());
        }
        Optional<String> authority = authority(call, url);
        String token = token(call);
        Json status = Json.parse(check(url, token, authority));
        Map<String, String> environment = call.world().environment();
        Login.store(environment, text, token, authority);
        call.print(
                "logged in at "
                        + text
                        + ": platform "
                        + status.text("platform")
                        + " is "
                        + status.text("state")
                        + "\n");
        for (String other : Set.of("MVI_URL", "MVI_HOME")) {
            if (environment.containsKey(other)) {
                call.terminal().hint("as long as " + other + " is set, it goes before this login");
            }
        }
        return Exit.OK;
    }

    private static int logout(Call call) throws IOException {
        boolean was = Login.forget(call.world().environment());
        call.print(was ? "logged out\n" : "there was no login\n");
        return Exit.OK;
    }

    /** In PEM; empty when the JDK knows who vouches for it. */
    private static Optional<String> authority(Call call, URI url) throws IOException {
        Optional<String> file = call.option("--ca");
        if (file.isPresent()) {
            Path path = call.world().folder().resolve(file.get());
            try {
                return Optional.of(Files.readString(path));
            } catch (NoSuchFileException missing) {
                throw Problem.missing("no-file", "there is no file '" + path + "'");
            }
        }
        if (!url.getScheme().equals("https")) {
            return Optional.empty();
        }
        Optional<X509Certificate> unknown;
        try {
            unknown = Introduction.unknownAuthority(url);
        } catch (IOException failed) {
            throw Problem.unavailable(
                    "no-platform", "no platform answers at " + url + " (" + failed + ")", failed);
        }
        if (unknown.isEmpty()) {
            return Optional.empty();
        }
        X509Certificate authority = unknown.get();
        call.terminal()
                .err()
                .print(
                        url
                                + " is vouched for by an authority that is not known here:\n  "
                                + authority.getSubjectX500Principal()
                                + "\n  SHA-256 "
                                + Introduction.fingerprint(authority)
                                + "\nCompare it with what `mvi up --name` says there."
                                + " Trust it? [yes/no] ");
        call.terminal().err().flush();
        if (!call.line().equalsIgnoreCase("yes")) {
            throw Problem.denied(
                    "not-trusted",
                    "not logged in: the authority was not confirmed by yes; --ca FILE names one");
        }
        return Optional.of(TlsIdentity.pem(authority));
    }

    private static String token(Call call) throws IOException {
        Optional<String> given = call.option("--token");
        if (given.isPresent()) {
            return given.get();
        }
        String token = call.secret("Token");
        if (token.isEmpty()) {
            throw Problem.invalid(
                    "no-token", "a token is wanted: --token TOKEN, or a line of input");
        }
        return token;
    }

    /** What the platform says of itself to whoever has the token. */
    private static String check(URI url, String token, Optional<String> authority)
            throws IOException {
        Path trusted = Files.createTempFile("mvi-login", ".pem");
        try {
            Files.writeString(trusted, authority.orElse(""));
            return new ApiClient(new ApiAddress(url, token, authority.map(pem -> trusted), false))
                    .get("/v1/status");
        } finally {
            Files.deleteIfExists(trusted);
        }
    }
}
