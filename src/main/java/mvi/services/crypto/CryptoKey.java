package mvi.services.crypto;

import java.time.Instant;

/** A key's public face; its material never leaves the store. {@code id} is a UUID. */
public record CryptoKey(
        String account, String id, String description, Instant created, boolean isEnabled) {}
