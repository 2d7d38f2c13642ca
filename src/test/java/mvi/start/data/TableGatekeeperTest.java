package mvi.start.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import mvi.engines.base.Credential;
import mvi.engines.base.Decision;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.fakes.FakeClock;
import mvi.platform.app.AppRecord;
import mvi.platform.app.CanonicalIds;
import mvi.platform.app.CredentialWish;
import mvi.platform.app.Credentials;
import mvi.platform.app.PlatformTables;
import mvi.services.blob.front.Accounts;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gatekeeper knows as soon as a table has changed. */
final class TableGatekeeperTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @TempDir Path folder;
    private DataWorld world;

    @BeforeEach
    void open() {
        world = new DataWorld(folder, new FakeClock());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void bothKeysOfAnAccountAreKnownUntilOneIsDeleted() throws Exception {
        Credentials.Minted first = world.names().create("ci", CredentialWish.NONE);
        Credentials.Minted second = world.names().rotate("ci", "test");
        assertThat(secretOf(first)).contains(first.secret());
        assertThat(secretOf(second)).contains(second.secret());
        assertThat(second.secret()).isNotEqualTo(first.secret());

        world.names().delete(first.credential(), "test");
        assertThat(secretOf(first)).isEmpty();
        assertThat(secretOf(second)).contains(second.secret());
    }

    @Test
    void aNameMayDoAllInItsOwnAccountAndNothingInAnothers() {
        AppRecord app = world.apps().ensure("hello");
        Principal principal =
                world.names().create("ci", CredentialWish.NONE).credential().principal();
        for (String action :
                new String[] {
                    "s3:PutObject", "dynamodb:Query", "kms:Decrypt", "lambda:InvokeFunction"
                }) {
            world.gatekeeper()
                    .authorise(principal, new Permission(action, principal.account(), "a/b"));
            assertThatThrownBy(
                            () ->
                                    world.gatekeeper()
                                            .authorise(
                                                    principal,
                                                    new Permission(action, app.account(), "a/b")))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("access-denied"));
        }
    }

    @Test
    void aStartOfThePlatformLeavesAppsAndNamesTheirKeys() {
        Credentials.Minted made = world.names().create("ci", CredentialWish.NONE);
        new Bootstrap(world.stores().kv(), world.stores().crypto(), new FakeClock())
                .run(DataWorld.OWN);
        assertThat(secretOf(made)).contains(made.secret());
    }

    @Test
    void anAccountFromBeforeThereWereFunctionsMayInvokeItsOwnAfterAStart() {
        Principal principal =
                world.names().create("ci", CredentialWish.NONE).credential().principal();
        Permission invoke =
                new Permission("lambda:InvokeFunction", principal.account(), "function/f");
        world.stores()
                .kv()
                .delete(
                        PlatformTables.GRANTS,
                        Item.of("account", principal.account()).with("id", "app-lambda"),
                        Expression.NONE);
        assertThat(world.gatekeeper().decide(principal, invoke)).isEqualTo(Decision.UNDECIDED);

        new Bootstrap(world.stores().kv(), world.stores().crypto(), new FakeClock())
                .run(DataWorld.OWN);
        assertThat(world.gatekeeper().decide(principal, invoke)).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void anAccountHasACanonicalIdAndADisplayName() {
        AppRecord app = world.apps().ensure("hello");
        Accounts accounts = world.gatekeeper().accounts();
        assertThat(accounts.canonicalId(app.account()))
                .matches("[0-9a-f]{64}")
                .isEqualTo(CanonicalIds.of(app.account()));
        assertThat(accounts.displayName(app.account())).isEqualTo("hello");
        assertThat(accounts.withCanonicalId(CanonicalIds.of(app.account())))
                .contains(app.account());
        assertThat(accounts.displayName(Principal.OPERATOR_ACCOUNT)).isEqualTo("operator");
    }

    @Test
    void theIdIsTheHashOfTheAccount() {
        assertThat(CanonicalIds.of("100000000001"))
                .as("printf 'mvi account 100000000001' | sha256sum")
                .isEqualTo("228eff6e8a9cd456d3eea29706404bff93fcfc5b08069833d95d9a83e297b7ea");
    }

    @Test
    void whatAnAccountWasGivenGoesBeforeAndStaysWithEitherKey() throws Exception {
        CredentialWish wish =
                new CredentialWish(
                        Optional.empty(), Optional.empty(), Optional.of(HEX), Optional.of("C I"));
        Credentials.Minted first = world.names().create("ci", wish);
        String account = first.credential().principal().account();
        Accounts accounts = world.gatekeeper().accounts();
        assertNamed(accounts, account);
        Credentials.Minted second = world.names().rotate("ci", "test");
        assertNamed(accounts, account);
        world.names().delete(first.credential(), "test");
        assertNamed(accounts, account);

        world.names().delete(second.credential(), "test");
        assertThat(accounts.withCanonicalId(HEX)).isEmpty();
        assertThat(accounts.canonicalId(account)).isEqualTo(CanonicalIds.of(account));
        assertThat(accounts.displayName(account)).isEqualTo(account);
    }

    private static void assertNamed(Accounts accounts, String account) {
        assertThat(accounts.canonicalId(account)).isEqualTo(HEX);
        assertThat(accounts.displayName(account)).isEqualTo("C I");
        assertThat(accounts.withCanonicalId(HEX)).contains(account);
        assertThat(accounts.withCanonicalId(CanonicalIds.of(account))).isEmpty();
    }

    @Test
    void anItemThatCanNotBeReadHidesNoOther() {
        AppRecord app = world.apps().ensure("hello");
        world.stores()
                .kv()
                .put(
                        PlatformTables.CREDENTIALS,
                        Item.of("accessKeyId", "BROKEN")
                                .with("account", 7)
                                .with("role", "APP")
                                .with("secret", "?"),
                        Expression.NONE);
        assertThat(world.gatekeeper().credential("BROKEN")).isEmpty();
        assertThat(world.gatekeeper().credential(app.accessKeyId())).isPresent();
        assertThat(world.gatekeeper().accounts().displayName(app.account())).isEqualTo("hello");
    }

    private Optional<Secret> secretOf(Credentials.Minted minted) {
        return world.gatekeeper()
                .credential(minted.credential().accessKeyId())
                .map(Credential::secret);
    }
}
