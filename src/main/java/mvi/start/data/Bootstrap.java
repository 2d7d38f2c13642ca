package mvi.start.data;

import java.time.Instant;
import java.util.Base64;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.engines.base.Principal.Role;
import mvi.engines.base.Problem;
import mvi.platform.app.Credentials;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.services.crypto.CryptoService;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TableSpec;
import mvi.start.PlatformCredentials;
import mvi.start.SystemTables;

/**
 * The first credentials: the platform's own and the operator's, which nobody could otherwise give.
 * They are taken in at each start, and what stood there for these two before is taken out, so that
 * a new pair ends the old one.
 */
record Bootstrap(KvService kv, CryptoService crypto, Clock clock) {
    void run(PlatformCredentials credentials) {
        PlatformTables.ensure(kv);
        ensureEndpoints();
        Credentials.completeGrants(kv);
        PlatformKey key = new PlatformKey(crypto);
        take(
                credentials.platform(),
                new Principal(Role.PLATFORM, Principal.PLATFORM_ACCOUNT, "platform"),
                key);
        take(
                credentials.operator(),
                new Principal(Role.OPERATOR, Principal.OPERATOR_ACCOUNT, "operator"),
                key);
        for (Item item : kv.all(Query.scan(PlatformTables.CREDENTIALS))) {
            String id = item.text("accessKeyId");
            boolean isApps = item.text("role").equals(Role.APP.name());
            boolean isCurrent =
                    id.equals(credentials.platform().accessKeyId())
                            || id.equals(credentials.operator().accessKeyId());
            if (!isApps && !isCurrent) {
                Item old = Item.of("accessKeyId", id);
                kv.delete(PlatformTables.CREDENTIALS, old, Expression.NONE);
                kv.delete(PlatformTables.CREDENTIAL_USES, old, Expression.NONE);
            }
        }
    }

    private void take(PlatformCredentials.Pair pair, Principal principal, PlatformKey key) {
        Item name = Item.of("accessKeyId", pair.accessKeyId());
        if (kv.get(PlatformTables.CREDENTIALS, name).isPresent()) {
            return;
        }
        byte[] sealed =
                crypto.encrypt(
                        Principal.PLATFORM_ACCOUNT,
                        key.id(),
                        pair.secret(),
                        Credentials.context(pair.accessKeyId()));
        Instant now = clock.now();
        kv.put(
                PlatformTables.CREDENTIALS,
                name.with("schema", 1)
                        .with("account", principal.account())
                        .with("name", principal.name())
                        .with("role", principal.role().name())
                        .with("secret", Base64.getEncoder().encodeToString(sealed))
                        .with("created", now.toString()),
                Expression.NONE);
    }

    private void ensureEndpoints() {
        try {
            kv.createTable(SystemTables.ENDPOINTS, TableSpec.of(SystemTables.ADDRESS));
        } catch (Problem problem) {
            if (!problem.code().equals("table-exists")) {
                throw problem;
            }
        }
    }
}
