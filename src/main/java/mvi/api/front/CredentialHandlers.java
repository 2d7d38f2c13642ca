package mvi.api.front;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mvi.api.schema.CredentialView;
import mvi.api.schema.NewCredentialView;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.platform.CredentialKeeper;
import mvi.platform.app.CredentialWish;
import mvi.platform.app.Credentials;
import mvi.platform.app.StoredCredential;

/** The operations on access keys. */
final class CredentialHandlers {
    private final CredentialKeeper credentials;

    CredentialHandlers(CredentialKeeper credentials) {
        this.credentials = credentials;
    }

    HttpReply list(ApiCall call) {
        Optional<String> app = call.query("app").filter(name -> !name.isEmpty());
        return AppHandlers.json(
                credentials.list(app).stream().map(CredentialHandlers::view).toList());
    }

    HttpReply create(ApiCall call) throws IOException {
        Map<String, Object> sent = call.json();
        CredentialWish wish =
                new CredentialWish(
                        text(sent, "accessKeyId"),
                        text(sent, "secretAccessKey").map(Secret::of),
                        text(sent, "canonicalId"),
                        text(sent, "displayName"));
        String name =
                text(sent, "name")
                        .orElseThrow(
                                () -> Problem.invalid("bad-name", "the account needs a 'name'"));
        return made(credentials.create(name, wish, call.who()), wish.secret().isEmpty());
    }

    HttpReply rotateNamed(ApiCall call) throws InterruptedException {
        return made(credentials.rotateNamed(call.path("name"), call.who()), true);
    }

    HttpReply rotate(ApiCall call) {
        return Streams.progress(credentials.rotate(call.app(), call.who()));
    }

    HttpReply delete(ApiCall call) throws InterruptedException {
        credentials.delete(call.path("key"), call.who());
        return HttpReply.empty(204, Headers.NONE);
    }

    /** Empty where it is not there, or empty itself. */
    private static Optional<String> text(Map<String, Object> sent, String name) {
        Object value = sent.getOrDefault(name, "");
        if (value instanceof String text) {
            return Optional.of(text).filter(each -> !each.isEmpty());
        }
        throw Problem.invalid("bad-credential", "'" + name + "' must be a text");
    }

    private static HttpReply made(Credentials.Minted minted, boolean isSecretShown) {
        StoredCredential made = minted.credential();
        return AppHandlers.json(
                new NewCredentialView(
                        made.principal().name(),
                        made.principal().account(),
                        made.accessKeyId(),
                        isSecretShown ? minted.secret().revealText() : "",
                        made.effectiveCanonicalId(),
                        made.effectiveDisplayName()));
    }

    private static CredentialView view(CredentialKeeper.Listed listed) {
        StoredCredential credential = listed.credential();
        return new CredentialView(
                credential.accessKeyId(),
                credential.principal().name(),
                listed.owner().name().toLowerCase(Locale.ROOT),
                credential.principal().account(),
                credential.created().toString(),
                listed.lastUsed().map(Instant::toString).orElse(""),
                listed.state().name().toLowerCase(Locale.ROOT),
                credential.effectiveCanonicalId(),
                credential.effectiveDisplayName());
    }
}
