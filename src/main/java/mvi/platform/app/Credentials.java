package mvi.platform.app;

import static mvi.platform.app.PlatformTables.CREDENTIALS;
import static mvi.platform.app.PlatformTables.GRANTS;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
import mvi.services.kv.TransactAction;

/**
 * The access key of each app and what it may: everything in its own account and nothing elsewhere.
 * The fronts of {@code data} read these items; only the sealed secret is kept.
 */
public final class Credentials {
    private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_BYTES = 30;
    private static final List<String> ACTIONS = List.of("s3:*", "dynamodb:*", "kms:*");

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
    record Minted(String accessKeyId, List<TransactAction> actions) {}

    Minted mint(Principal principal) {
        StringBuilder id = new StringBuilder("AKIA");
        for (int i = 0; i < KEY_CHARACTERS; i++) {
            id.append(KEY_ALPHABET.charAt(chance.below(KEY_ALPHABET.length())));
        }
        byte[] random = new byte[SECRET_BYTES];
        chance.fill(random);
        String accessKeyId = id.toString();
        byte[] sealed =
                crypto.encrypt(
                        Principal.PLATFORM_ACCOUNT,
                        key.id(),
                        Secret.of(Base64.getEncoder().encodeToString(random)),
                        context(accessKeyId));
        List<TransactAction> actions = new ArrayList<>();
        actions.add(
                new TransactAction.Put(
                        CREDENTIALS,
                        Schema.stamp(Item.of("accessKeyId", accessKeyId))
                                .with("account", principal.account())
                                .with("name", principal.name())
                                .with("role", principal.role().name())
                                .with("secret", Base64.getEncoder().encodeToString(sealed))
                                .with("created", clock.now().toString()),
                        Expression.absent("accessKeyId")));
        for (String action : ACTIONS) {
            actions.add(
                    new TransactAction.Put(
                            GRANTS,
                            Schema.stamp(grantKey(principal.account(), action))
                                    .with("effect", "allow")
                                    .with("action", action)
                                    .with("resource", "*"),
                            Expression.NONE));
        }
        return new Minted(accessKeyId, actions);
    }

    List<TransactAction> revoke(AppRecord app) {
        List<TransactAction> actions = new ArrayList<>();
        actions.add(
                new TransactAction.Delete(
                        CREDENTIALS, Item.of("accessKeyId", app.accessKeyId()), Expression.NONE));
        for (String action : ACTIONS) {
            actions.add(
                    new TransactAction.Delete(
                            GRANTS, grantKey(app.account(), action), Expression.NONE));
        }
        return actions;
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
