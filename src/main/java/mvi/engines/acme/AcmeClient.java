package mvi.engines.acme;

import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mvi.engines.base.CertificateOrder;
import mvi.engines.base.Challenge;
import mvi.engines.base.Kind;
import mvi.engines.base.NameProof;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.provider.AcmeProvider;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/**
 * A client of one certificate authority (RFC 8555), which proves that it has a name by HTTP
 * (section 8.3) or by TLS (RFC 8737).
 *
 * <p>Problems: {@code acme-refused} INVALID, the authority's reason in it; {@code
 * acme-rate-limited} LIMIT; {@code acme-unavailable} UNAVAILABLE.
 */
public final class AcmeClient {
    private static final Duration REQUEST_TIME = Duration.ofSeconds(30);

    /** For the authority to look at a name, and to sign. */
    private static final Duration STEP_TIME = Duration.ofMinutes(2);

    private final URI directory;
    private final Optional<String> email;
    private final Session session;

    /**
     * @param directory the authority's directory
     * @param trust PEM of those who sign the authority's own certificate; empty for the public ones
     * @param email whom the authority may write to
     */
    public AcmeClient(URI directory, Optional<String> trust, Optional<String> email) {
        this.directory = directory;
        this.email = email;
        this.session =
                new Session(
                        directory,
                        trust.<AcmeProvider>map(TrustingProvider::new)
                                .orElseGet(GenericAcmeProvider::new));
        this.session.networkSettings().setTimeout(REQUEST_TIME);
    }

    /** The authority knows its client by this key. */
    public static Secret newAccountKey() {
        return AccountKey.text(AccountKey.fresh());
    }

    /**
     * Orders a certificate of one name, with a new key. Makes the account where there is none,
     * which agrees to the authority's terms.
     *
     * @param show when it returns, the authority must find the proof
     */
    public TlsIdentity obtain(Secret accountKey, CertificateOrder asked, Consumer<NameProof> show)
            throws InterruptedException {
        String name = asked.name();
        try {
            Login login = login(accountKey);
            Order order = login.newOrder().domain(name).create();
            for (Authorization each : order.getAuthorizations()) {
                prove(each, asked.challenge(), show);
            }
            order.waitUntilReady(STEP_TIME);
            KeyPair pair = AccountKey.fresh();
            order.execute(pair);
            if (order.waitForCompletion(STEP_TIME) != Status.VALID) {
                throw refused(name, order.getError());
            }
            return TlsIdentity.of(order.getCertificate().getCertificateChain(), pair.getPrivate());
        } catch (AcmeRateLimitedException limited) {
            throw new Problem(
                    "acme-rate-limited",
                    Kind.LIMIT,
                    directory.getHost()
                            + " takes no more orders now"
                            + limited.getRetryAfter().map(this::until).orElse("")
                            + ": "
                            + limited.getMessage(),
                    "",
                    limited);
        } catch (AcmeServerException answered) {
            throw refused(name, Optional.of(answered.getProblem()));
        } catch (AcmeException failed) {
            throw Problem.unavailable(
                    "acme-unavailable",
                    directory + " can't be asked: " + failed.getMessage(),
                    failed);
        }
    }

    private String until(Instant time) {
        return " before " + time;
    }

    private Login login(Secret accountKey) throws AcmeException {
        AccountBuilder account =
                new AccountBuilder()
                        .agreeToTermsOfService()
                        .useKeyPair(AccountKey.read(accountKey));
        email.ifPresent(account::addEmail);
        return account.createLogin(session);
    }

    private void prove(Authorization authorization, Challenge wanted, Consumer<NameProof> show)
            throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        String name = authorization.getIdentifier().getDomain();
        Optional<Http01Challenge> http = authorization.findChallenge(Http01Challenge.class);
        Optional<TlsAlpn01Challenge> tls = authorization.findChallenge(TlsAlpn01Challenge.class);
        TokenChallenge challenge;
        if (tls.isPresent() && (wanted == Challenge.TLS_ALPN_01 || http.isEmpty())) {
            show.accept(shown(authorization.getIdentifier(), tls.get()));
            challenge = tls.get();
        } else if (http.isPresent()) {
            show.accept(
                    new NameProof.Answered(http.get().getToken(), http.get().getAuthorization()));
            challenge = http.get();
        } else {
            throw Problem.invalid(
                    "acme-refused",
                    directory.getHost() + " does not look at " + name + " by HTTP or TLS");
        }
        challenge.trigger();
        if (authorization.waitForCompletion(STEP_TIME) != Status.VALID) {
            challenge.fetch();
            throw refused(name, challenge.getError());
        }
    }

    private static NameProof shown(Identifier name, TlsAlpn01Challenge challenge) {
        KeyPair pair = AccountKey.freshRsa();
        return new NameProof.Shown(
                name.getDomain(),
                TlsIdentity.of(
                        List.of(challenge.createCertificate(pair, name)), pair.getPrivate()));
    }

    private Problem refused(String name, Optional<org.shredzone.acme4j.Problem> why) {
        return Problem.invalid(
                "acme-refused",
                directory.getHost()
                        + " gives no certificate for "
                        + name
                        + ": "
                        + why.flatMap(org.shredzone.acme4j.Problem::getDetail)
                                .orElse("it did not say why"));
    }
}
