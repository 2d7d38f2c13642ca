package mvi.start.data;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.Credential;
import mvi.engines.base.Decision;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.policy.Effect;
import mvi.engines.policy.Grant;
import mvi.engines.policy.Policy;
import mvi.platform.app.Credentials;
import mvi.platform.app.PlatformTables;
import mvi.services.blob.front.Accounts;
import mvi.services.crypto.CryptoService;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/**
 * Credentials and grants as they stand in the platform's tables. A request reads one immutable
 * snapshot and no store; {@link #refresh} makes a new one when the tables have changed. A
 * credential that can not be read is left out; a grant that can't denies its account everything.
 */
public final class TableGatekeeper implements Gatekeeper {
    private final KvService kv;
    private final CryptoService crypto;
    private final KeyUses uses;
    private final Events events;
    private final TableAccounts accounts = new TableAccounts();
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of());

    TableGatekeeper(KvService kv, CryptoService crypto, KeyUses uses, Events events) {
        this.kv = kv;
        this.crypto = crypto;
        this.uses = uses;
        this.events = events;
    }

    /** A credential and the item's sealed secret that it was opened from. */
    private record Known(String sealed, Credential credential) {}

    private record Snapshot(Map<String, Known> credentials, Map<String, List<Grant>> grants) {}

    @Override
    public Optional<Credential> credential(String accessKeyId) {
        return Optional.ofNullable(snapshot.credentials().get(accessKeyId)).map(Known::credential);
    }

    @Override
    public Principal proven(Credential credential) {
        uses.note(credential.accessKeyId());
        return credential.principal();
    }

    /** The accounts of these credentials, as S3's documents name them. */
    Accounts accounts() {
        return accounts;
    }

    @Override
    public Decision decide(Principal principal, Permission permission) {
        List<Grant> grants = snapshot.grants().getOrDefault(principal.account(), List.of());
        return Policy.decide(principal, grants, permission);
    }

    /** Reads both tables anew. */
    public void refresh() {
        refreshing.lock();
        try {
            List<Item> credentials = kv.all(Query.scan(PlatformTables.CREDENTIALS));
            snapshot = new Snapshot(readCredentials(credentials), readGrants());
            accounts.read(credentials);
        } finally {
            refreshing.unlock();
        }
    }

    private Map<String, Known> readCredentials(List<Item> items) {
        Map<String, Known> before = snapshot.credentials();
        Map<String, Known> read = new HashMap<>();
        for (Item item : items) {
            String id = item.text("accessKeyId");
            try {
                read.put(id, open(id, item, Optional.ofNullable(before.get(id))));
            } catch (Problem | IllegalArgumentException | IllegalStateException unreadable) {
                events.warn("credential.unreadable", "accessKeyId", id, "why", unreadable);
            }
        }
        return Map.copyOf(read);
    }

    /** A secret that was opened before is not opened again: each opening is a use on record. */
    private Known open(String id, Item item, Optional<Known> before) {
        String sealed = item.text("secret");
        Principal principal =
                new Principal(
                        Principal.Role.valueOf(item.text("role").toUpperCase(Locale.ROOT)),
                        item.text("account"),
                        item.text("name"));
        Secret secret =
                before.filter(known -> known.sealed().equals(sealed))
                        .map(known -> known.credential().secret())
                        .orElseGet(() -> open(id, sealed));
        return new Known(sealed, new Credential(id, secret, principal));
    }

    private Secret open(String id, String sealed) {
        byte[] ciphertext = Base64.getDecoder().decode(sealed);
        return crypto.decrypt(Principal.PLATFORM_ACCOUNT, ciphertext, Credentials.context(id))
                .plaintext();
    }

    private Map<String, List<Grant>> readGrants() {
        Map<String, List<Grant>> read = new HashMap<>();
        for (Item item : kv.all(Query.scan(PlatformTables.GRANTS))) {
            String account = item.text("account");
            read.computeIfAbsent(account, _ -> new ArrayList<>()).add(grant(account, item));
        }
        return Map.copyOf(read);
    }

    /** A grant that can't be read may have been a denial, so it denies everything. */
    private Grant grant(String account, Item item) {
        try {
            return new Grant(
                    Effect.valueOf(item.text("effect").toUpperCase(Locale.ROOT)),
                    new Grant.Pattern(item.text("action")),
                    new Grant.Pattern(item.text("resource")));
        } catch (Problem | IllegalArgumentException | IllegalStateException unreadable) {
            events.warn("grant.unreadable", "account", account, "why", unreadable);
            return Grant.deny("*", "*");
        }
    }
}
