package mvi.platform.app;

import java.util.Comparator;
import mvi.engines.base.Principal;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;

/** The key that seals what the platform keeps of others: credentials and environments. */
public final class PlatformKey {
    /** By which it is found again, by whoever needs it. */
    public static final String DESCRIPTION = "mvi-platform";

    private final CryptoService crypto;
    private volatile String id = "";

    public PlatformKey(CryptoService crypto) {
        this.crypto = crypto;
    }

    /** Made when it is not there; the oldest, should two processes have made one. */
    public String id() {
        if (id.isEmpty()) {
            id =
                    crypto.listKeys(Principal.PLATFORM_ACCOUNT).stream()
                            .filter(key -> key.description().equals(DESCRIPTION))
                            .min(Comparator.comparing(CryptoKey::created))
                            .map(CryptoKey::id)
                            .orElseGet(
                                    () ->
                                            crypto.createKey(
                                                            Principal.PLATFORM_ACCOUNT, DESCRIPTION)
                                                    .id());
        }
        return id;
    }
}
