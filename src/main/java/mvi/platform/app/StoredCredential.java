package mvi.platform.app;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import mvi.engines.base.Principal;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/**
 * A credential as KV has it, without its secret: schema 1.
 *
 * @param canonicalId the account's in S3's documents, where it was given one of its own
 * @param displayName the account's in S3's documents, where it was given one of its own
 */
public record StoredCredential(
        String accessKeyId,
        Principal principal,
        Instant created,
        Optional<String> canonicalId,
        Optional<String> displayName) {
    public static final String CANONICAL_ID = "canonicalId";
    public static final String DISPLAY_NAME = "displayName";

    static StoredCredential read(Item item) {
        String id = item.text("accessKeyId");
        Schema.check(item, "credential " + id);
        return new StoredCredential(
                id,
                new Principal(
                        Principal.Role.valueOf(item.text("role").toUpperCase(Locale.ROOT)),
                        item.text("account"),
                        item.text("name")),
                Instant.parse(item.text("created")),
                item.get(CANONICAL_ID).map(AttributeValue::asText),
                item.get(DISPLAY_NAME).map(AttributeValue::asText));
    }

    Item write(String sealedSecret) {
        Item item =
                Schema.stamp(Item.of("accessKeyId", accessKeyId))
                        .with("account", principal.account())
                        .with("name", principal.name())
                        .with("role", principal.role().name())
                        .with("secret", sealedSecret)
                        .with("created", created.toString());
        if (canonicalId.isPresent()) {
            item = item.with(CANONICAL_ID, canonicalId.get());
        }
        return displayName.isPresent() ? item.with(DISPLAY_NAME, displayName.get()) : item;
    }

    /** The platform's own or its operator's: made and taken away by the platform itself. */
    public boolean isPlatforms() {
        return principal.role() != Principal.Role.APP;
    }

    /** How S3's documents name the account. */
    public String effectiveCanonicalId() {
        return canonicalId.orElseGet(() -> CanonicalIds.of(principal.account()));
    }

    public String effectiveDisplayName() {
        return displayName.orElse(principal.name());
    }
}
