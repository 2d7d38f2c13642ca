package mvi.platform.app;

import static mvi.platform.app.PlatformTables.CREDENTIALS;
import static mvi.platform.app.PlatformTables.CREDENTIAL_USES;
import static mvi.platform.app.PlatformTables.GRANTS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Credential;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.crypto.CryptoService;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TransactAction;
import mvi.services.kv.WriteResult;

/**
 * The access keys of each account and what it may: everything of its own and nothing elsewhere. The
 * fronts of {@code data} read these items; only the sealed secret is kept. An account has at most
 * two keys, so that one can be replaced while both are good.
 */
public final class Credentials {
    /** An attribute of the items in which data says when a key was last used. */
    public static final String LAST_USED = "lastUsed";

    private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_BYTES = 30;
    private static final String INVOKE = "lambda:*";
    private static final List<String> ACTIONS = List.of("s3:*", "dynamodb:*", "kms:*", INVOKE);

    private final KvService kv;
    private final CryptoService crypto;
    private final PlatformKey key;
    private final Chance chance;
    private final Clock clock;

    public Credentials(
            KvService kv, CryptoService crypto, PlatformKey key, Chance chance, Clock clock) {
        this.kv = kv;
        this.crypto = crypto;
        this.key = key;
        this.chance = chance;
        this.clock = clock;
    }

    /** A new access key, and the writes that make it valid. */
    public record Minted(
            StoredCredential credential, Secret secret, List<TransactAction> actions) {}

    /** The first key of an account, and what the account may. */
    Minted mint(Principal principal, CredentialWish wish) {
        Minted first = mintKey(principal, wish);
        List<TransactAction> actions = new ArrayList<>(first.actions());
        for (String action : ACTIONS) {
            actions.add(allow(principal.account(), action, Expression.NONE));
        }
        return new Minted(first.credential(), first.secret(), actions);
    }

    private static TransactAction allow(String account, String action, Expression condition) {
        return new TransactAction.Put(
                GRANTS,
                Schema.stamp(grantKey(account, action))
                        .with("effect", "allow")
                        .with("action", action)
                        .with("resource", "*"),
                condition);
    }

    /** Accounts from before there were functions may invoke their own, as new ones may. */
    public static void completeGrants(KvService kv) {
        for (Item first : kv.all(Query.scan(GRANTS))) {
            String account = first.text("account");
            Item key = grantKey(account, ACTIONS.getFirst());
            if (first.text("id").equals(key.text("id"))
                    && kv.get(GRANTS, grantKey(account, INVOKE)).isEmpty()) {
                // Nothing is given to an account that is deleted meanwhile.
                WriteResult _ =
                        kv.transact(
                                Principal.PLATFORM_ACCOUNT,
                                List.of(
                                        new TransactAction.Check(
                                                GRANTS,
                                                key,
                                                Expression.equal(
                                                        "id", key.get("id").orElseThrow())),
                                        allow(account, INVOKE, Expression.absent("id"))),
                                "");
            }
        }
    }

    /**
     * One more key of an account that has one, beside it. Throws CONFLICT {@code two-keys}.
     *
     * @param current the one that is in use
     */
    public Minted mintBeside(StoredCredential current) {
        checkRoom(current);
        return mintKey(
                current.principal(),
                new CredentialWish(
                        Optional.empty(),
                        Optional.empty(),
                        current.canonicalId(),
                        current.displayName()));
    }

    /** Throws CONFLICT {@code two-keys} when there is another beside it already. */
    public void checkRoom(StoredCredential current) {
        Optional<StoredCredential> other =
                of(current.principal().account()).stream()
                        .filter(each -> !each.accessKeyId().equals(current.accessKeyId()))
                        .findFirst();
        if (other.isPresent()) {
            String earlier = other.get().accessKeyId();
            throw Problem.conflict(
                    "two-keys",
                    "'"
                            + current.principal().name()
                            + "' has two keys already, "
                            + current.accessKeyId()
                            + " (current) and "
                            + earlier
                            + " (earlier): once nothing uses the earlier one any more,"
                            + " mvi credentials delete "
                            + earlier);
        }
    }

    private Minted mintKey(Principal principal, CredentialWish wish) {
        String accessKeyId = wish.accessKeyId().orElseGet(this::newAccessKeyId);
        Secret secret = wish.secret().orElseGet(this::newSecret);
        byte[] sealed =
                crypto.encrypt(Principal.PLATFORM_ACCOUNT, key.id(), secret, context(accessKeyId));
        StoredCredential credential =
                new StoredCredential(
                        accessKeyId,
                        principal,
                        clock.now(),
                        wish.canonicalId(),
                        wish.displayName());
        return new Minted(
                credential,
                secret,
                List.of(
                        new TransactAction.Put(
                                CREDENTIALS,
                                credential.write(Base64.getEncoder().encodeToString(sealed)),
                                Expression.absent("accessKeyId"))));
    }

    private String newAccessKeyId() {
        StringBuilder id = new StringBuilder("AKIA");
        for (int i = 0; i < KEY_CHARACTERS; i++) {
            id.append(KEY_ALPHABET.charAt(chance.below(KEY_ALPHABET.length())));
        }
        return id.toString();
    }

    private Secret newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        chance.fill(random);
        return Secret.of(Base64.getEncoder().encodeToString(random));
    }

    /** All of an account's keys, and what it may. */
    List<TransactAction> revoke(String account) {
        List<TransactAction> actions = new ArrayList<>();
        of(account).forEach(each -> actions.addAll(delete(each.accessKeyId())));
        for (String action : ACTIONS) {
            actions.add(
                    new TransactAction.Delete(GRANTS, grantKey(account, action), Expression.NONE));
        }
        return actions;
    }

    /** One key, with what is known of its use. */
    public List<TransactAction> delete(String accessKeyId) {
        Item item = Item.of("accessKeyId", accessKeyId);
        return List.of(
                new TransactAction.Delete(CREDENTIALS, item, Expression.NONE),
                new TransactAction.Delete(CREDENTIAL_USES, item, Expression.NONE));
    }

    /** Throws MISSING {@code no-such-access-key}. */
    public StoredCredential get(String accessKeyId) {
        return kv.get(CREDENTIALS, Item.of("accessKeyId", accessKeyId))
                .map(StoredCredential::read)
                .orElseThrow(() -> noSuchKey(accessKeyId));
    }

    static Problem noSuchKey(String accessKeyId) {
        return Problem.missing(
                "no-such-access-key",
                "there is no access key '" + accessKeyId + "'; mvi credentials lists them");
    }

    /** All of them, by name and account, an account's older ones first. */
    public List<StoredCredential> list() {
        return kv.all(Query.scan(CREDENTIALS)).stream()
                .map(StoredCredential::read)
                .sorted(
                        Comparator.comparing((StoredCredential each) -> each.principal().name())
                                .thenComparing(each -> each.principal().account())
                                .thenComparing(StoredCredential::created)
                                .thenComparing(StoredCredential::accessKeyId))
                .toList();
    }

    /** Those of an account, the older one first. */
    public List<StoredCredential> of(String account) {
        return list().stream().filter(each -> each.principal().account().equals(account)).toList();
    }

    /** Those of the app, or else of the account without one, that has this name. */
    List<StoredCredential> named(String name) {
        return list().stream()
                .filter(each -> !each.isPlatforms() && each.principal().name().equals(name))
                .toList();
    }

    /** When keys were last used, as far as data has told: up to a minute ago. */
    public Map<String, Instant> uses() {
        return kv.all(Query.scan(CREDENTIAL_USES)).stream()
                .collect(
                        Collectors.toMap(
                                item -> item.text("accessKeyId"),
                                item -> Instant.parse(item.text(LAST_USED))));
    }

    /** The app's access key in clear, for the environment of its own processes. */
    public Credential of(AppRecord app) {
        Item item =
                kv.get(CREDENTIALS, Item.of("accessKeyId", app.accessKeyId()))
                        .orElseThrow(
                                () ->
                                        Problem.bug(
                                                "no credential " + app.accessKeyId() + " of " + app,
                                                null));
        Secret secret =
                crypto.decrypt(
                                Principal.PLATFORM_ACCOUNT,
                                Base64.getDecoder().decode(item.text("secret")),
                                context(app.accessKeyId()))
                        .plaintext();
        return new Credential(
                app.accessKeyId(),
                secret,
                new Principal(Principal.Role.APP, app.account(), app.name()));
    }

    /** Binds a sealed secret to its access key, so that one item's can't be put into another's. */
    public static Map<String, String> context(String accessKeyId) {
        return Map.of("accessKeyId", accessKeyId);
    }

    private static Item grantKey(String account, String action) {
        return Item.of("account", account).with("id", "app-" + action.replaceAll("[^a-z0-9]", ""));
    }
}
