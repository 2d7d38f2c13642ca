package mvi.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Bell;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import mvi.platform.CredentialKeeper.Listed;
import mvi.platform.CredentialKeeper.Owner;
import mvi.platform.CredentialKeeper.State;
import mvi.platform.app.AppLocks;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.CanonicalIds;
import mvi.platform.app.CredentialWish;
import mvi.platform.app.Credentials;
import mvi.platform.app.Generation;
import mvi.platform.app.NamedAccounts;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.platform.release.Releases;
import mvi.services.crypto.back.SealedKeyStore;
import mvi.services.crypto.core.CryptoCore;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of apps and names, with Key-Value in memory and Crypto on a disk. */
final class CredentialKeeperTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HEX = "0123456789abcdef".repeat(4);

    @TempDir Path folder;
    private final FakeClock clock = new FakeClock();
    private final FakeKv kv = new FakeKv();
    private final StringBuilder log = new StringBuilder();
    private final Set<String> withData = new HashSet<>();
    private final List<String> released = new ArrayList<>();
    private SealedKeyStore keys;
    private Credentials credentials;
    private Apps apps;
    private CredentialKeeper keeper;

    @BeforeEach
    void open() {
        keys = SealedKeyStore.open(folder, StoreLimits.DEFAULT, Disk.system(), Chance.system());
        PlatformTables.ensure(kv);
        CryptoCore crypto = new CryptoCore(keys, clock, Chance.system());
        credentials = new Credentials(kv, crypto, new PlatformKey(crypto), Chance.system(), clock);
        apps = new Apps(kv, clock, credentials);
        Events events = Events.to(log, clock);
        // Renewals wait on the clock: one that passes by being slept would run away.
        AppLocks locks = new AppLocks(kv, Clock.system());
        Changes changes =
                new Changes(
                        apps,
                        locks,
                        new Releases(kv, apps, clock),
                        app -> "",
                        new Bell(),
                        events,
                        Clock.system());
        keeper =
                new CredentialKeeper(
                        apps,
                        credentials,
                        new NamedAccounts(kv, credentials, locks, withData::contains),
                        changes,
                        (lock, app, cause, by, said) -> {
                            released.add(app.accessKeyId());
                            said.done(cause + " by " + by, "v2", "");
                        },
                        events);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void aNameHasAnAccountOfItsOwnAndOneKey() {
        AppRecord app = apps.ensure("hello");
        Credentials.Minted made = keeper.create("ci", CredentialWish.NONE, "ann");

        Principal principal = made.credential().principal();
        assertThat(principal.account()).hasSize(12).isNotEqualTo(app.account());
        assertThat(principal.role()).isEqualTo(Principal.Role.APP);
        assertThat(made.secret().length()).isEqualTo(40);
        assertThat(grants(principal.account()))
                .containsExactlyInAnyOrder("s3:*", "dynamodb:*", "kms:*", "lambda:*");
        assertThat(keeper.list(Optional.empty()))
                .extracting(each -> each.credential().principal().name(), Listed::owner)
                .containsExactly(tuple("ci", Owner.NAME), tuple("hello", Owner.APP));
        assertThat(keeper.list(Optional.of("hello")))
                .extracting(each -> each.credential().accessKeyId(), Listed::state)
                .containsExactly(tuple(app.accessKeyId(), State.CURRENT));
    }

    @Test
    void theSecretIsInNoItemInClearAndInNoLine() {
        Credentials.Minted made = keeper.create("ci", CredentialWish.NONE, "ann");
        assertThat(kv.all(Query.scan(PlatformTables.CREDENTIALS)).toString() + made + log)
                .contains(made.credential().accessKeyId())
                .doesNotContain(made.secret().revealText());
    }

    @Test
    void whatIsGivenIsTakenAndStaysWithTheNextKey() throws Exception {
        CredentialWish wish =
                new CredentialWish(
                        Optional.of("NOPQRSTUVWXYZABCDEFG"),
                        Optional.of(Secret.of("a secret of 16+/")),
                        Optional.of(HEX),
                        Optional.of("Jörg & Söhne"));
        Credentials.Minted made = keeper.create("ci", wish, "ann");
        assertThat(made.credential().accessKeyId()).isEqualTo("NOPQRSTUVWXYZABCDEFG");
        assertThat(made.secret()).isEqualTo(Secret.of("a secret of 16+/"));
        assertThat(made.credential().effectiveCanonicalId()).isEqualTo(HEX);

        clock.pass(SOON);
        Credentials.Minted next = keeper.rotateNamed("ci", "ann");
        assertThat(next.credential().principal()).isEqualTo(made.credential().principal());
        assertThat(next.credential().canonicalId()).contains(HEX);
        assertThat(next.credential().displayName()).contains("Jörg & Söhne");
    }

    @ParameterizedTest
    @CsvSource({
        "accessKeyId, short, bad-access-key",
        "accessKeyId, with-dash-0123456789, bad-access-key",
        "secret, tooshort, bad-secret-key",
        "secret, with-an-umläut-0123456789, bad-secret-key",
        "canonicalId, 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeF, bad-canonical-id",
        "canonicalId, abc, bad-canonical-id",
        "displayName, be\u0007ll, bad-display-name"
    })
    void whatCanNotBeIsRefusedAndNeverRepeatsASecret(String field, String value, String code) {
        Optional<String> given = Optional.of(value);
        Optional<String> none = Optional.empty();
        assertThatThrownBy(
                        () ->
                                new CredentialWish(
                                        field.equals("accessKeyId") ? given : none,
                                        field.equals("secret")
                                                ? given.map(Secret::of)
                                                : Optional.empty(),
                                        field.equals("canonicalId") ? given : none,
                                        field.equals("displayName") ? given : none))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo(code);
                            if (field.equals("secret")) {
                                assertThat(problem.publicMessage()).doesNotContain(value);
                            }
                        });
    }

    @Test
    void aNameIsTakenOnceWhoeverHasIt() {
        apps.ensure("hello");
        keeper.create("ci", CredentialWish.NONE, "ann");
        platformsOwn("MVIOPERATOR00000001", "operator");

        assertCode("name-taken", () -> keeper.create("ci", CredentialWish.NONE, "ann"));
        assertCode("name-taken", () -> keeper.create("hello", CredentialWish.NONE, "ann"));
        assertCode("name-taken", () -> keeper.create("operator", CredentialWish.NONE, "ann"));
        assertCode("bad-name", () -> keeper.create("Ci", CredentialWish.NONE, "ann"));
        assertCode("name-taken", () -> apps.ensure("ci"));
    }

    @Test
    void keysAndCanonicalIdsAreUnique() {
        AppRecord app = apps.ensure("hello");
        assertCode(
                "access-key-taken", () -> keeper.create("ci", wish(app.accessKeyId(), HEX), "ann"));
        assertCode(
                "canonical-id-taken",
                () ->
                        keeper.create(
                                "ci",
                                wish("NOPQRSTUVWXYZABCDEFG", CanonicalIds.of(app.account())),
                                "ann"));
        keeper.create("ci", wish("NOPQRSTUVWXYZABCDEFG", HEX), "ann");
        assertCode(
                "canonical-id-taken",
                () -> keeper.create("cd", wish("NOPQRSTUVWXYZABCDEFH", HEX), "ann"));
    }

    @Test
    void aNameHasTwoKeysAndNoThird() throws Exception {
        String first = keeper.create("ci", CredentialWish.NONE, "ann").credential().accessKeyId();
        clock.pass(SOON);
        String second = keeper.rotateNamed("ci", "ann").credential().accessKeyId();

        assertThat(keeper.list(Optional.empty()))
                .extracting(each -> each.credential().accessKeyId(), Listed::state)
                .containsExactly(tuple(first, State.EARLIER), tuple(second, State.CURRENT));
        assertThatThrownBy(() -> keeper.rotateNamed("ci", "ann"))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll(first, second, "mvi credentials delete " + first);
        keeper.delete(first, "ann");
        assertThat(keeper.list(Optional.empty()))
                .extracting(each -> each.credential().accessKeyId(), Listed::state)
                .containsExactly(tuple(second, State.CURRENT));
        assertCode("no-such-name", () -> keeper.rotateNamed("cd", "ann"));
        assertCode("no-such-access-key", () -> keeper.delete(first, "ann"));
    }

    @Test
    void anAppsNextKeyIsItsOwnInAReleaseAndTheOneBeforeStays() throws Exception {
        AppRecord before = withRelease("hello");
        clock.pass(SOON);
        assertThat(end(keeper.rotate("hello", "ann")).text())
                .isEqualTo("credentials rotate by ann");

        AppRecord after = apps.get("hello");
        assertThat(after.accessKeyId()).isNotEqualTo(before.accessKeyId());
        assertThat(after.desired()).isEqualTo(before.desired());
        assertThat(released).containsExactly(after.accessKeyId());
        assertThat(credentials.of(after).secret()).isNotEqualTo(credentials.of(before).secret());
        assertThat(keeper.list(Optional.of("hello")))
                .extracting(each -> each.credential().accessKeyId(), Listed::state)
                .containsExactly(
                        tuple(before.accessKeyId(), State.EARLIER),
                        tuple(after.accessKeyId(), State.CURRENT));
        assertThatThrownBy(() -> keeper.rotate("hello", "ann"))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll(
                        after.accessKeyId(), "mvi credentials delete " + before.accessKeyId());
    }

    @Test
    void anAppWithoutAReleaseGetsItsKeyAllTheSame() throws Exception {
        AppRecord before = apps.ensure("hello");
        assertThat(end(keeper.rotate("hello", "ann")).text()).contains("no release yet");
        assertThat(apps.get("hello").accessKeyId()).isNotEqualTo(before.accessKeyId());
        assertThat(released).isEmpty();
        assertCode("is-an-app", () -> keeper.rotateNamed("hello", "ann"));
        assertCode("no-such-app", () -> keeper.rotate("other", "ann"));
    }

    @Test
    void neitherTheKeyInUseNorThePlatformsOwnIsDeleted() throws Exception {
        AppRecord before = apps.ensure("hello");
        platformsOwn("MVIPLATFORM00000001", "platform");
        assertCode("current-key", () -> keeper.delete(before.accessKeyId(), "ann"));
        assertCode("platform-key", () -> keeper.delete("MVIPLATFORM00000001", "ann"));

        assertThat(end(keeper.rotate("hello", "ann")).isEnd()).isTrue();
        keeper.delete(before.accessKeyId(), "ann");
        assertThat(keeper.list(Optional.of("hello")))
                .extracting(each -> each.credential().accessKeyId())
                .containsExactly(apps.get("hello").accessKeyId());
    }

    @Test
    void theLastKeyTakesTheAccountUnlessItHasData() throws Exception {
        Credentials.Minted made = keeper.create("ci", CredentialWish.NONE, "ann");
        String account = made.credential().principal().account();
        withData.add(account);
        assertCode("account-has-data", () -> keeper.delete(made.credential().accessKeyId(), "ann"));
        withData.clear();
        keeper.delete(made.credential().accessKeyId(), "ann");
        assertThat(grants(account)).isEmpty();
        assertThat(keeper.create("ci", CredentialWish.NONE, "ann").credential().principal())
                .as("an account is never given out again")
                .isNotEqualTo(made.credential().principal());
    }

    @Test
    void aPurgeEndsEveryKeyOfTheAppAndNoOther() throws Exception {
        AppRecord before = apps.ensure("hello");
        AppRecord other = apps.ensure("other");
        assertThat(end(keeper.rotate("hello", "ann")).isEnd()).isTrue();
        used(before.accessKeyId(), clock.now());

        assertThat(apps.forget(apps.get("hello"))).isTrue();
        assertThat(keeper.list(Optional.empty()))
                .extracting(each -> each.credential().accessKeyId())
                .containsExactly(other.accessKeyId());
        assertThat(grants(before.account())).isEmpty();
        assertThat(credentials.uses()).isEmpty();
    }

    @Test
    void theLastUseIsToldWhereThereWasOne() {
        AppRecord hello = apps.ensure("hello");
        apps.ensure("other");
        used(hello.accessKeyId(), Instant.parse("2030-01-01T00:00:07Z"));
        assertThat(keeper.list(Optional.empty()))
                .extracting(Listed::lastUsed)
                .containsExactly(
                        Optional.of(Instant.parse("2030-01-01T00:00:07Z")), Optional.empty());
    }

    private static CredentialWish wish(String accessKeyId, String canonicalId) {
        return new CredentialWish(
                Optional.of(accessKeyId),
                Optional.empty(),
                Optional.of(canonicalId),
                Optional.empty());
    }

    private AppRecord withRelease(String name) {
        apps.ensure(name);
        return apps.change(name, desired -> desired.rollingTo(new Generation(1, 0)).settled());
    }

    private void used(String accessKeyId, Instant when) {
        kv.put(
                PlatformTables.CREDENTIAL_USES,
                Item.of("accessKeyId", accessKeyId).with(Credentials.LAST_USED, when.toString()),
                Expression.NONE);
    }

    private void platformsOwn(String accessKeyId, String name) {
        kv.put(
                PlatformTables.CREDENTIALS,
                Item.of("accessKeyId", accessKeyId)
                        .with("schema", 1)
                        .with("account", Principal.PLATFORM_ACCOUNT)
                        .with("name", name)
                        .with("role", "PLATFORM")
                        .with("secret", "")
                        .with("created", clock.now().toString()),
                Expression.NONE);
    }

    private List<String> grants(String account) {
        return kv.all(Query.partition(PlatformTables.GRANTS, "account", account)).stream()
                .map(item -> item.text("action"))
                .toList();
    }

    private static Progress.Said end(Progress progress) throws InterruptedException {
        while (true) {
            Progress.Said said = progress.next(SOON).orElseThrow();
            if (said.isEnd()) {
                assertThat(said.how()).as(said.text()).isEqualTo(Progress.How.DONE);
                return said;
            }
        }
    }

    private static void assertCode(
            String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
