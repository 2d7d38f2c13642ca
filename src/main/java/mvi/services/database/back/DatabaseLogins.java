package mvi.services.database.back;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.crypto.CryptoService;
import mvi.services.database.DatabaseLogin;
import mvi.services.database.DatabaseRecord;
import mvi.services.database.core.DatabaseRecords;
import mvi.services.database.core.PostgresInstance;

/** Who apps are to their databases; passwords are kept sealed. */
final class DatabaseLogins {
    private static final int PASSWORD_BYTES = 24;

    private final String key;
    private final CryptoService crypto;
    private final DatabaseRecords records;
    private final Chance chance;

    DatabaseLogins(String key, CryptoService crypto, DatabaseRecords records, Chance chance) {
        this.key = key;
        this.crypto = crypto;
        this.records = records;
        this.chance = chance;
    }

    /** An app that asks by another password gets it; its data is found by role and name. */
    DatabaseRecord update(DatabaseRecord record, Optional<DatabaseLogin> login) {
        if (login.isEmpty()) {
            return record;
        }
        if (!login.get().role().equals(record.role())
                || !login.get().database().equals(record.database())) {
            throw Problem.invalid(
                    "database-differs",
                    "database '%s' of app '%s' was made for user '%s' and database '%s': keep these, or give it another name in the manifest"
                            .formatted(
                                    record.name(), record.app(), record.role(), record.database()));
        }
        if (login.get().password().equals(Secret.of(password(record)))) {
            return record;
        }
        DatabaseRecord changed =
                record.withPassword(sealed(record.app(), record.name(), login.get().password()));
        records.save(changed);
        return changed;
    }

    /** One that an app gets when it asks for no other. */
    DatabaseLogin make() {
        byte[] password = new byte[PASSWORD_BYTES];
        chance.fill(password);
        return new DatabaseLogin(
                PostgresInstance.ROLE,
                Secret.of(HexFormat.of().formatHex(password)),
                PostgresInstance.ROLE);
    }

    String sealed(String app, String name, Secret password) {
        byte[] sealed =
                crypto.encrypt(Principal.PLATFORM_ACCOUNT, key, password, context(app, name));
        return Base64.getEncoder().encodeToString(sealed);
    }

    /** Its password as it is sealed for another name. */
    String renamed(DatabaseRecord record, String other) {
        return sealed(record.app(), other, Secret.of(password(record)));
    }

    String password(DatabaseRecord record) {
        return crypto.decrypt(
                        Principal.PLATFORM_ACCOUNT,
                        Base64.getDecoder().decode(record.sealedPassword()),
                        context(record.app(), record.name()))
                .plaintext()
                .revealText();
    }

    private static Map<String, String> context(String app, String name) {
        return Map.of("app", app, "database", name);
    }
}
