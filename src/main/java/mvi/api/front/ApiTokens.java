package mvi.api.front;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Problem;

/**
 * Who a bearer token stands for. Only hashes are kept; every one is compared, each in constant
 * time, so that how long it takes tells nothing.
 */
public final class ApiTokens {
    private static final String SCHEME = "Bearer ";

    private final Map<String, String> namesByHash;

    /**
     * @param namesByHash who, by {@link #hash} of their token
     */
    public ApiTokens(Map<String, String> namesByHash) {
        this.namesByHash = Map.copyOf(namesByHash);
    }

    /** SHA-256 in hex: enough for tokens, which are random and long. */
    public static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw Problem.bug("no SHA-256", impossible);
        }
    }

    /** Empty for no header, another scheme, or a token that nobody has. */
    Optional<String> who(Optional<String> authorization) {
        if (authorization.isEmpty()
                || !authorization.get().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = authorization.get().substring(SCHEME.length()).strip();
        byte[] hash = hash(token).getBytes(StandardCharsets.US_ASCII);
        String found = "";
        for (Map.Entry<String, String> each : namesByHash.entrySet()) {
            if (MessageDigest.isEqual(hash, each.getKey().getBytes(StandardCharsets.US_ASCII))) {
                found = each.getValue();
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }
}
