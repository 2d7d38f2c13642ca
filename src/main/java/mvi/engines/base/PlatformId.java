package mvi.engines.base;

/**
 * The platform's id, 6 characters: in the name of every network, label, bridge and firewall table
 * that it owns.
 */
public record PlatformId(String text) {
    public static final int LENGTH = 6;

    public PlatformId {
        if (!text.matches("[0-9a-z]{" + LENGTH + "}")) {
            throw new IllegalArgumentException(
                    "a platform id has " + LENGTH + " characters: " + text);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
