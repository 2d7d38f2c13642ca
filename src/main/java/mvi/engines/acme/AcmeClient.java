package mvi.engines.acme;

import java.net.MalformedURLException;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
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
import mvi.engines.base.SuggestedRenewal;
import mvi.engines.base.TlsIdentity;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
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
            Order order = order(login, asked);
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
        } catch (AcmeException failed) {
            throw problem(name, failed);
        }
    }

    /** Throws as {@link #obtain}; empty where the authority does not say. */
    public Optional<SuggestedRenewal> renewal(X509Certificate certificate) {
        try {
            if (session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return Optional.empty();
            }
            // Anybody may ask (section 4.1): there is no account in it.
            Login nobody = new Login(directory.toURL(), AccountKey.fresh(), session);
            RenewalInfo info = nobody.bindRenewalInfo(certificate);
            Optional<Instant> again = info.fetch();
            return Optional.of(
                    new SuggestedRenewal(
                            info.getSuggestedWindowStart(),
                            info.getSuggestedWindowEnd(),
                            info.getExplanation().map(url -> URI.create(url.toString())),
                            again));
        } catch (AcmeException failed) {
            throw problem("a certificate's renewal", failed);
        } catch (AcmeProtocolException | IllegalArgumentException | MalformedURLException wrong) {
            throw Problem.invalid(
                    "acme-refused",
                    directory.getHost()
                            + " says nothing sensible of a certificate's renewal: "
                            + wrong.getMessage());
        }
    }

    /** Says which certificate it replaces, where the authority cares and does not mind. */
    private Order order(Login login, CertificateOrder asked) throws AcmeException {
        if (asked.replaced().isPresent()
                && session.resourceUrlOptional(Resource.RENEWAL_INFO).isPresent()) {
            try {
                return login.newOrder()
                        .domain(asked.name())
                        .replaces(asked.replaced().get())
                        .create();
            } catch (AcmeRateLimitedException limited) {
                throw limited;
            } catch (AcmeServerException | AcmeProtocolException another) {
                // It is replaced already, of another account, or unknown (RFC 9773 section 5).
                return login.newOrder().domain(asked.name()).create();
            }
        }
        return login.newOrder().domain(asked.name()).create();
    }

    private Problem problem(String name, AcmeException failed) {
        if (failed instanceof AcmeRateLimitedException limited) {
            return new Problem(
                    "acme-rate-limited",
                    Kind.LIMIT,
                    directory.getHost()
                            + " takes no more orders now"
                            + limited.getRetryAfter().map(this::until).orElse("")
                            + ": "
                            + limited.getMessage(),
                    "",
                    limited);
        }
        if (failed instanceof AcmeServerException answered) {
            return refused(name, Optional.of(answered.getProblem()));
        }
        return Problem.unavailable(
                "acme-unavailable", directory + " can't be asked: " + failed.getMessage(), failed);
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
