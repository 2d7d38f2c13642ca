package mvi.platform.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mvi.engines.base.CertificateOrder;
import mvi.engines.base.Challenge;
import mvi.engines.base.Chance;
import mvi.engines.base.Events;
import mvi.engines.base.NameProof;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.SuggestedRenewal;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.FakeClock;
import mvi.platform.certificate.StoredCertificate.Source;
import org.junit.jupiter.api.Test;

/** When certificates are renewed: of 397 days, two thirds are some 264 and five sixths some 330. */
final class RenewalsTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final FakeClock clock = new FakeClock();
    private final StringBuilder said = new StringBuilder();
    private final PlatformCa world = PlatformCa.create("the world", clock, Chance.system());
    private final StoredCertificate certificate = certificate("shop.example.org");
    private final Instant issued = clock.now();
    private Optional<SuggestedRenewal> suggested = Optional.empty();
    private Optional<Problem> failure = Optional.empty();
    private int asked;
    private final Renewals renewals = renewals();

    private StoredCertificate certificate(String name) {
        return new StoredCertificate(
                List.of(name),
                Source.PUBLIC,
                world.issue(List.of(name), List.of()),
                "https://world.test/dir",
                clock.now(),
                Optional.of(Challenge.HTTP_01));
    }

    private Renewals renewals() {
        PublicAuthority authority =
                new PublicAuthority() {
                    @Override
                    public String directory() {
                        return "https://world.test/dir";
                    }

                    @Override
                    public Secret newAccountKey() {
                        throw new AssertionError("nobody asks for an account");
                    }

                    @Override
                    public TlsIdentity obtain(
                            Secret accountKey, CertificateOrder order, Consumer<NameProof> show) {
                        throw new AssertionError("nobody orders");
                    }

                    @Override
                    public Optional<SuggestedRenewal> renewal(X509Certificate certificate) {
                        asked++;
                        if (failure.isPresent()) {
                            throw failure.get();
                        }
                        return suggested;
                    }
                };
        return new Renewals(authority, clock, Chance.system(), Events.to(said, clock));
    }

    private Instant day(int days) {
        return issued.plus(DAY.multipliedBy(days));
    }

    private void suggest(Instant start, Instant end, Optional<Instant> again) {
        suggested =
                Optional.of(
                        new SuggestedRenewal(
                                start,
                                end,
                                Optional.of(URI.create("https://world.test/why")),
                                again));
    }

    private Instant ask() {
        return renewals.ask(List.of(certificate));
    }

    @Test
    void withoutAnOpinionItIsAtTwoThirds() {
        assertThat(renewals.at(certificate)).isEqualTo(certificate.renewal());
        assertThat(ask()).isEqualTo(clock.now().plus(DAY));
        assertThat(renewals.at(certificate)).isEqualTo(certificate.renewal());
    }

    @Test
    void anInstantOfTheWindowIsTakenOnceAndKept() {
        suggest(day(100), day(102), Optional.empty());
        Set<Instant> chosen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Renewals each = renewals();
            each.ask(List.of(certificate));
            chosen.add(each.at(certificate));
        }
        assertThat(chosen).hasSizeGreaterThan(1);
        assertThat(chosen).allMatch(at -> !at.isBefore(day(100)) && at.isBefore(day(102)));

        said.setLength(0);
        assertThat(ask()).isEqualTo(clock.now().plus(Duration.ofHours(6)));
        Instant at = renewals.at(certificate);
        clock.pass(DAY);
        ask();
        assertThat(renewals.at(certificate)).isEqualTo(at);
        assertThat(said).containsOnlyOnce("shop.example.org").contains("https://world.test/why");

        suggest(day(3), day(4), Optional.empty());
        clock.pass(DAY);
        ask();
        assertThat(renewals.at(certificate)).isBetween(day(3), day(4));
    }

    @Test
    void theAuthorityIsAskedAgainWhenItSaysAndNeverWithoutEnd() {
        suggest(day(100), day(102), Optional.of(clock.now().plus(Duration.ofHours(2))));
        assertThat(ask()).isEqualTo(clock.now().plus(Duration.ofHours(2)));
        clock.pass(Duration.ofMinutes(119));
        ask();
        assertThat(asked).isEqualTo(1);
        clock.pass(Duration.ofMinutes(1));
        suggest(day(100), day(102), Optional.of(clock.now().minus(DAY)));
        assertThat(ask()).isEqualTo(clock.now().plus(Duration.ofMinutes(1)));
        assertThat(asked).isEqualTo(2);
        clock.pass(Duration.ofMinutes(1));
        suggest(day(100), day(102), Optional.of(day(1000)));
        assertThat(ask()).isEqualTo(clock.now().plus(DAY));
    }

    @Test
    void whatCanNotBeAskedDelaysNothing() {
        suggest(day(300), day(302), Optional.empty());
        ask();
        assertThat(renewals.at(certificate)).isBetween(day(300), day(302));
        failure = Optional.of(Problem.unavailable("acme-unavailable", "no answer", null));
        clock.pass(DAY);
        assertThat(ask()).isEqualTo(clock.now().plus(Duration.ofHours(1)));
        assertThat(renewals.at(certificate)).isEqualTo(certificate.renewal());

        failure = Optional.empty();
        suggest(day(100), day(102), Optional.empty());
        clock.pass(DAY);
        ask();
        Instant early = renewals.at(certificate);
        failure = Optional.of(Problem.invalid("acme-refused", "nonsense"));
        clock.pass(DAY);
        ask();
        assertThat(renewals.at(certificate)).as("the sooner one").isEqualTo(early);
    }

    @Test
    void whoCanNotBeReachedIsAskedOnceForAll() {
        failure = Optional.of(Problem.unavailable("acme-unavailable", "no answer", null));
        List<StoredCertificate> all = List.of(certificate, certificate("b.test"));
        renewals.ask(all);
        assertThat(asked).isEqualTo(1);
        failure = Optional.of(Problem.invalid("acme-refused", "unknown"));
        clock.pass(DAY);
        renewals.ask(all);
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void noOpinionRenewsAtOnceOrTooLate() {
        suggest(issued.minus(DAY), issued, Optional.empty());
        ask();
        assertThat(renewals.at(certificate)).isEqualTo(issued.plus(Duration.ofHours(6)));
        suggest(day(390), day(1000), Optional.empty());
        clock.pass(DAY);
        ask();
        assertThat(renewals.at(certificate)).isBetween(day(329), day(332));
    }

    @Test
    void anotherCertificateOfTheNameIsAskedForAnew() {
        suggest(day(100), day(102), Optional.empty());
        ask();
        StoredCertificate next = certificate("shop.example.org");
        assertThat(renewals.at(next)).isEqualTo(next.renewal());
        renewals.ask(List.of(next));
        assertThat(asked).isEqualTo(2);
    }
}
