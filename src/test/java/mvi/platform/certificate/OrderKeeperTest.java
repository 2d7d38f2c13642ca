package mvi.platform.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mvi.engines.base.Bell;
import mvi.engines.base.CertificateOrder;
import mvi.engines.base.Challenge;
import mvi.engines.base.Chance;
import mvi.engines.base.Events;
import mvi.engines.base.Kind;
import mvi.engines.base.NameProof;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.SuggestedRenewal;
import mvi.engines.base.TlsIdentity;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.fakes.Scripted;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.platform.certificate.StoredCertificate.Source;
import mvi.platform.environment.Envelope;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerService;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what is ordered, over days and failures; the real thing is tested in AcmeTest. */
final class OrderKeeperTest {
    private static final String HOST = "shop.example.org";

    private final FakeClock clock = new FakeClock();
    private final FakeKv kv = new FakeKv();
    private final List<BalancerCertificates> sent = new ArrayList<>();
    private final List<String> ordered = new ArrayList<>();
    private final List<Challenge> challenges = new ArrayList<>();
    private final List<Optional<X509Certificate>> replaced = new ArrayList<>();
    private final List<X509Certificate> asked = new ArrayList<>();
    private final List<String> accounts = new ArrayList<>();
    private final PlatformCa world = PlatformCa.create("the world", clock, Chance.system());
    private final PlatformCa ours = PlatformCa.create("ours", clock, Chance.system());

    @TempDir Path folder;
    private SealedKeyStore keys;
    private Optional<Set<String>> hosts = Optional.of(Set.of(HOST, "shop.localhost", "db.lan"));
    private Optional<Problem> failure = Optional.empty();
    private Optional<Problem> unasked = Optional.empty();
    private Optional<SuggestedRenewal> suggested = Optional.empty();
    private String directory = "https://world.test/dir";
    private CertificateKeeper keeper;
    private OrderKeeper orders;

    @BeforeEach
    void open() {
        keys = SealedKeyStore.open(folder, StoreLimits.DEFAULT, Disk.system(), Chance.system());
        PlatformTables.ensure(kv);
        startAgain();
    }

    @AfterEach
    void close() {
        keys.close();
    }

    private void startAgain() {
        CryptoCore crypto = new CryptoCore(keys, clock, Chance.system());
        Envelope envelope = new Envelope(crypto, new PlatformKey(crypto), Chance.system());
        BalancerService balancer =
                Scripted.of(
                        BalancerService.class,
                        (method, arguments) -> {
                            sent.add((BalancerCertificates) arguments[0]);
                            return null;
                        });
        Events events = Events.to(new StringBuilder(), clock);
        Bell bell = new Bell();
        keeper =
                new CertificateKeeper(
                        new CertificateKeeper.Parts(
                                kv,
                                envelope,
                                balancer,
                                Set.of(),
                                ours,
                                Optional.empty(),
                                events,
                                clock,
                                Chance.system()),
                        () -> hosts,
                        bell);
        Authority authority = new Authority();
        orders =
                new OrderKeeper(
                        authority,
                        new Certificates(kv, envelope, clock),
                        new Orders(kv, clock, Chance.system()),
                        new Renewals(authority, clock, Chance.system(), events),
                        keeper,
                        bell,
                        events,
                        clock);
    }

    private final class Authority implements PublicAuthority {
        @Override
        public String directory() {
            return directory;
        }

        @Override
        public Secret newAccountKey() {
            return Secret.of("key " + kv);
        }

        @Override
        public TlsIdentity obtain(
                Secret accountKey, CertificateOrder order, Consumer<NameProof> show) {
            ordered.add(order.name());
            challenges.add(order.challenge());
            accounts.add(accountKey.revealText());
            switch (order.challenge()) {
                case HTTP_01 -> {
                    show.accept(new NameProof.Answered("token", "token.proof"));
                    assertThat(sent.getLast().challenges())
                            .isEqualTo(Map.of("token", "token.proof"));
                }
                case TLS_ALPN_01 -> {
                    TlsIdentity proof = ours.issue(List.of(order.name()), List.of());
                    show.accept(new NameProof.Shown(order.name(), proof));
                    assertThat(sent.getLast().validations().orElseThrow())
                            .singleElement()
                            .satisfies(
                                    each -> {
                                        assertThat(each.names()).containsExactly(order.name());
                                        assertThat(each.chain()).isEqualTo(proof.chain());
                                    });
                }
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            replaced.add(order.replaced());
            return world.issue(List.of(order.name()), List.of());
        }

        @Override
        public Optional<SuggestedRenewal> renewal(X509Certificate certificate) {
            asked.add(certificate);
            if (unasked.isPresent()) {
                throw unasked.get();
            }
            return suggested;
        }
    }

    private Map<String, Source> sources() {
        Map<String, Source> sources = new HashMap<>();
        keeper.list().forEach(each -> sources.put(each.names().getFirst(), each.source()));
        return sources;
    }

    @Test
    void namesThatTheWorldMayKnowGetOneAndTheNextInTime() throws InterruptedException {
        orders.pass();
        assertThat(ordered).containsExactly(HOST);
        assertThat(sources())
                .isEqualTo(
                        Map.of(
                                HOST,
                                Source.PUBLIC,
                                "shop.localhost",
                                Source.PLATFORM,
                                "db.lan",
                                Source.PLATFORM));
        assertThat(sent.getLast().certificates())
                .anySatisfy(
                        each -> {
                            assertThat(each.names()).containsExactly(HOST);
                            assertThat(each.isForced()).isTrue();
                        });
        assertThat(sent.getLast().challenges()).as("no longer of use").isEmpty();

        startAgain();
        clock.pass(Duration.ofDays(260));
        orders.pass();
        assertThat(ordered).hasSize(1);
        clock.pass(Duration.ofDays(10));
        orders.pass();
        assertThat(ordered).hasSize(2);
        assertThat(accounts.getFirst()).isEqualTo(accounts.getLast());
    }

    @Test
    void aFailureIsToldAndTriedAgainLaterAndLaterAlsoAfterARestart() throws InterruptedException {
        failure = Optional.of(Problem.invalid("acme-refused", "no A record"));
        Duration pause = orders.pass();
        assertThat(pause).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(72));
        assertThat(keeper.list())
                .filteredOn(each -> each.names().contains(HOST))
                .singleElement()
                .satisfies(
                        each -> {
                            assertThat(each.source()).isEqualTo(Source.PLATFORM);
                            assertThat(each.trouble()).startsWith("no A record (tried again at ");
                        });
        assertThat(keeper.readings())
                .filteredOn(each -> each.failures() > 0)
                .extracting(CertificateReading::name)
                .containsExactly(HOST);
        startAgain();
        hosts = Optional.empty();
        orders.pass();
        hosts = Optional.of(Set.of(HOST));
        orders.pass();
        assertThat(ordered).as("not at once").hasSize(1);
        while (ordered.size() < 13) {
            clock.pass(pause);
            pause = orders.pass();
        }
        clock.pass(Duration.ofMinutes(359));
        orders.pass();
        assertThat(ordered).hasSize(13);
        failure = Optional.empty();
        clock.pass(Duration.ofMinutes(75));
        orders.pass();
        assertThat(sources()).containsEntry(HOST, Source.PUBLIC);
        assertThat(keeper.list()).allMatch(each -> each.trouble().isEmpty());
        assertThat(keeper.readings()).allMatch(each -> each.failures() == 0);
    }

    @Test
    void whatIsRefusedIsTriedTheOtherWayAndWhatWentWellIsRemembered() throws InterruptedException {
        failure = Optional.of(Problem.invalid("acme-refused", "connection refused"));
        orders.pass();
        assertThat(keeper.list())
                .filteredOn(each -> each.names().contains(HOST))
                .singleElement()
                .satisfies(each -> assertThat(each.trouble()).endsWith(" by tls-alpn-01)"));
        assertThat(sent.getLast().challenges()).isEmpty();
        startAgain();
        clock.pass(Duration.ofMinutes(2));
        orders.pass();
        assertThat(sent.getLast().validations()).as("no longer of use").isEmpty();
        clock.pass(Duration.ofMinutes(4));
        orders.pass();
        failure = Optional.empty();
        clock.pass(Duration.ofMinutes(8));
        orders.pass();
        assertThat(challenges)
                .containsExactly(
                        Challenge.HTTP_01,
                        Challenge.TLS_ALPN_01,
                        Challenge.HTTP_01,
                        Challenge.TLS_ALPN_01);
        assertThat(sources()).containsEntry(HOST, Source.PUBLIC);

        startAgain();
        clock.pass(Duration.ofDays(300));
        orders.pass();
        assertThat(challenges).hasSize(5).endsWith(Challenge.TLS_ALPN_01);
    }

    @Test
    void whatIsNotRefusedIsTriedTheSameWay() throws InterruptedException {
        failure = Optional.of(Problem.unavailable("acme-unavailable", "no answer", null));
        orders.pass();
        clock.pass(Duration.ofMinutes(2));
        orders.pass();
        assertThat(challenges).containsExactly(Challenge.HTTP_01, Challenge.HTTP_01);
    }

    @Test
    void whatTheAuthoritySuggestsIsWhenTheNextIsOrdered() throws InterruptedException {
        orders.pass();
        Instant start = clock.now().plus(Duration.ofDays(30));
        suggested =
                Optional.of(
                        new SuggestedRenewal(
                                start,
                                start.plus(Duration.ofDays(2)),
                                Optional.empty(),
                                Optional.empty()));
        clock.pass(Duration.ofDays(1));
        assertThat(orders.pass()).isLessThanOrEqualTo(Duration.ofHours(1));
        clock.pass(Duration.ofDays(28));
        orders.pass();
        assertThat(ordered).hasSize(1);
        clock.pass(Duration.ofDays(3));
        orders.pass();
        assertThat(ordered).hasSize(2);
        assertThat(replaced.getFirst()).isEmpty();
        assertThat(replaced.getLast()).contains(asked.getFirst());

        orders.pass();
        orders.pass();
        assertThat(ordered).as("whatever it says of the new one, not at once").hasSize(2);
    }

    @Test
    void anAuthorityThatCanNotBeAskedDelaysNothing() throws InterruptedException {
        orders.pass();
        unasked = Optional.of(Problem.unavailable("acme-unavailable", "no answer", null));
        clock.pass(Duration.ofDays(260));
        orders.pass();
        assertThat(ordered).hasSize(1);
        clock.pass(Duration.ofDays(10));
        orders.pass();
        assertThat(ordered).hasSize(2);
    }

    @Test
    void anAuthorityThatHasEnoughIsLeftAloneForAnHour() throws InterruptedException {
        failure = Optional.of(new Problem("acme-rate-limited", Kind.LIMIT, "enough", "", null));
        orders.pass();
        clock.pass(Duration.ofMinutes(59));
        orders.pass();
        assertThat(ordered).hasSize(1);
    }

    @Test
    void nothingIsOrderedForWhatSomebodyBrought() throws InterruptedException {
        keeper.put(ours.issue(List.of("*.example.org"), List.of()), "anna");
        orders.pass();
        assertThat(ordered).isEmpty();
    }

    @Test
    void anotherAuthorityIsAskedAnewWithAnAccountOfItsOwn() throws InterruptedException {
        orders.pass();
        directory = "https://other.test/dir";
        orders.pass();
        orders.pass();
        assertThat(ordered).hasSize(2);
    }

    @Test
    void whatNobodyNeedsAnyMoreIsForgotten() throws InterruptedException {
        orders.pass();
        hosts = Optional.of(Set.of("shop.localhost"));
        clock.pass(Duration.ofDays(300));
        orders.pass();
        assertThat(sources()).containsKey(HOST);
        clock.pass(Duration.ofDays(100));
        orders.pass();
        assertThat(sources()).doesNotContainKey(HOST);
        assertThat(ordered).hasSize(1);
    }

    @Test
    void publicNamesAreToldFromOthers() {
        assertThat(List.of("example.org", "a.b.example.com", "xn--bcher-kva.example.com"))
                .allMatch(OrderKeeper::isPublic);
        assertThat(List.of("shop", "a.localhost", "127.0.0.1", "db.internal", "x.home.arpa"))
                .noneMatch(OrderKeeper::isPublic);
    }
}
