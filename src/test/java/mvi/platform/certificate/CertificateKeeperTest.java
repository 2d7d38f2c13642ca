package mvi.platform.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Bell;
import mvi.engines.base.Chance;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.fakes.Scripted;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.platform.certificate.CertificateKeeper.Shown;
import mvi.platform.environment.Envelope;
import mvi.services.balancer.BalancerCertificates;
import mvi.services.balancer.BalancerCertificates.Certificate;
import mvi.services.balancer.BalancerService;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import mvi.services.kv.Item;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose certificate each name has, as the balancer is told. */
final class CertificateKeeperTest {
    private final FakeClock clock = new FakeClock();
    private final FakeKv kv = new FakeKv();
    private final List<BalancerCertificates> sent = new ArrayList<>();
    private final StringBuilder said = new StringBuilder();
    private final PlatformCa ours = PlatformCa.create("ours", clock, Chance.system());
    private final PlatformCa theirs = PlatformCa.create("theirs", clock, Chance.system());

    @TempDir Path folder;
    private SealedKeyStore keys;
    private Optional<Set<String>> hosts = Optional.of(Set.of("a.example.org", "b.localhost"));
    private Optional<PublicAuthority> authority = Optional.empty();
    private CertificateKeeper keeper;

    @BeforeEach
    void open() {
        keys = SealedKeyStore.open(folder, StoreLimits.DEFAULT, Disk.system(), Chance.system());
        PlatformTables.ensure(kv);
        keeper = keeper();
    }

    @AfterEach
    void close() {
        keys.close();
    }

    private CertificateKeeper keeper() {
        CryptoCore crypto = new CryptoCore(keys, clock, Chance.system());
        BalancerService balancer =
                Scripted.of(
                        BalancerService.class,
                        (method, arguments) -> {
                            sent.add((BalancerCertificates) arguments[0]);
                            return null;
                        });
        return new CertificateKeeper(
                new CertificateKeeper.Parts(
                        kv,
                        new Envelope(crypto, new PlatformKey(crypto), Chance.system()),
                        balancer,
                        Set.of("mvi.test"),
                        ours,
                        authority,
                        Events.to(said, clock),
                        clock,
                        Chance.system()),
                () -> hosts,
                new Bell());
    }

    private Certificate shownFor(String name) {
        return sent.getLast().certificates().stream()
                .filter(each -> each.names().contains(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNameWithoutOneHasThePlatformsAndIsNotForcedToHttps() {
        keeper.settle();
        assertThat(sent.getLast().certificates())
                .allMatch(each -> !each.isForced())
                .extracting(Certificate::names)
                .containsExactly(List.of("a.example.org"), List.of("b.localhost"));
        assertThat(shownFor("b.localhost").chain()).endsWith(ours.trustPem());
        keeper.settle();
        assertThat(sent).as("the same is not sent twice").hasSize(1);
        hosts = Optional.of(Set.of("b.localhost"));
        Certificate before = shownFor("b.localhost");
        keeper.settle();
        assertThat(sent.getLast().certificates()).containsExactly(before);
        assertThat(sent.getLast().generation()).isGreaterThan(sent.getFirst().generation());
    }

    @Test
    void thePlatformsOwnNameIsForcedToHttpsWhoeverCertifiesIt() {
        hosts = Optional.of(Set.of("b.localhost", "mvi.test"));
        keeper.settle();
        assertThat(shownFor("mvi.test").isForced()).isTrue();
        assertThat(shownFor("b.localhost").isForced()).isFalse();
    }

    @Test
    void nothingIsSentBeforeItIsKnownWhichNamesThereAre() {
        hosts = Optional.empty();
        keeper.settle();
        assertThat(sent).isEmpty();
    }

    @Test
    void whatSomebodyBroughtTakesItsNamesAndComesBackAfterARestart() {
        TlsIdentity brought = theirs.issue(List.of("A.example.org", "*.localhost"), List.of());
        Shown shown = keeper.put(brought, "anna");
        assertThat(shown.names()).containsExactly("a.example.org", "*.localhost");
        assertThat(sent.getLast().certificates())
                .containsExactly(
                        new Certificate(
                                shown.names(), brought.chain(), brought.key().revealText(), true));
        assertThat(keeper.list())
                .singleElement()
                .satisfies(
                        each -> {
                            assertThat(each.source()).isEqualTo(StoredCertificate.Source.BROUGHT);
                            assertThat(each.by()).isEqualTo("anna");
                        });

        List<Certificate> before = sent.getLast().certificates();
        keeper = keeper();
        keeper.settle();
        assertThat(sent.getLast().certificates()).isEqualTo(before);

        keeper.remove("a.example.org");
        assertThat(shownFor("a.example.org").isForced()).isFalse();
        assertThatThrownBy(() -> keeper.remove("a.example.org"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        it -> assertThat(it.code()).isEqualTo("no-such-certificate"));
    }

    @Test
    void theOneThatCameLastHasANameOfTwo() {
        TlsIdentity first = theirs.issue(List.of("x.example.org", "a.example.org"), List.of());
        TlsIdentity second = theirs.issue(List.of("a.example.org"), List.of());
        keeper.put(first, "anna");
        clock.pass(Duration.ofSeconds(1));
        keeper.put(second, "anna");
        assertThat(shownFor("a.example.org").chain()).isEqualTo(second.chain());
        assertThat(shownFor("x.example.org").names()).containsExactly("x.example.org");
    }

    @Test
    void itsKeyRestsSealed() {
        TlsIdentity brought = theirs.issue(List.of("a.example.org"), List.of());
        keeper.put(brought, "anna");
        Item item =
                kv.get(PlatformTables.CERTIFICATES, Item.of("name", "a.example.org")).orElseThrow();
        assertThat(item.toString()).doesNotContain("PRIVATE KEY");
        assertThat(sent.getLast().toString()).doesNotContain("PRIVATE KEY");
    }

    @Test
    void thePlatformsAreMadeAnewInTimeAndOthersAreTold() {
        keeper.put(theirs.issue(List.of("a.example.org"), List.of()), "anna");
        Certificate first = shownFor("b.localhost");
        clock.pass(Duration.ofDays(250));
        keeper.settle();
        assertThat(shownFor("b.localhost")).isEqualTo(first);
        clock.pass(Duration.ofDays(20));
        keeper.settle();
        assertThat(shownFor("b.localhost")).isNotEqualTo(first);
        assertThat(said).doesNotContain("certificate-ends");
        clock.pass(Duration.ofDays(115));
        keeper.settle();
        keeper.settle();
        assertThat(said.toString()).containsOnlyOnce("event=certificate-ends name=a.example.org");
    }

    @Test
    void aBalancerThatCameBackGetsAllAgain() {
        keeper.settle();
        keeper.balancerReturned();
        keeper.settle();
        assertThat(sent).hasSize(2);
        assertThat(sent.getLast().certificates()).isEqualTo(sent.getFirst().certificates());
    }

    @Test
    void whatClientsCanNotBeShownIsRefusedWithTheReason() {
        TlsIdentity good = theirs.issue(List.of("a.example.org"), List.of());
        TlsIdentity other = theirs.issue(List.of("a.example.org"), List.of());
        refused(new TlsIdentity("none", good.key()), "");
        refused(new TlsIdentity(good.chain(), Secret.of("none")), "PKCS#8");
        refused(new TlsIdentity(good.chain(), other.key()), "the key is another certificate's");
        refused(
                new TlsIdentity(good.chain() + ours.trustPem(), good.key()),
                "certificate 3 of the file did not sign the one before it");
        refused(theirs.issue(List.of(), List.of("192.0.2.1")), "it is for no name");
        refused(theirs.issue(List.of("a b"), List.of()), "'a b' is no name of a host");
        refused(new TlsIdentity("x".repeat(70_000), good.key()), "larger than 64");
        clock.pass(Duration.ofDays(400));
        refused(good, "it has expired at ");
        clock.pass(Duration.ofDays(-500));
        refused(good, "it is valid from ");
        assertThat(sent).isEmpty();
    }

    private void refused(TlsIdentity identity, String why) {
        assertThatThrownBy(() -> keeper.put(identity, "anna"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo("bad-certificate");
                            assertThat(problem.publicMessage()).contains(why);
                        });
    }
}
