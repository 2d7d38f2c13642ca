package mvi.engines.base;

/**
 * Ids of one shape: a prefix, then 26 characters of Crockford's base 32 (48 bits of milliseconds,
 * 80 bits of chance), so that they sort by the time they were made, as text, within one prefix.
 */
public final class Ids {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int TIME_CHARACTERS = 10;
    private static final int CHANCE_CHARACTERS = 16;

    private final Clock clock;
    private final Chance chance;

    public Ids(Clock clock, Chance chance) {
        this.clock = clock;
        this.chance = chance;
    }

    /** For example {@code next("b-")} for a build. */
    public String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix.length() + TIME_CHARACTERS + CHANCE_CHARACTERS);
        id.append(prefix);
        long millis = clock.now().toEpochMilli();
        for (int shift = 5 * (TIME_CHARACTERS - 1); shift >= 0; shift -= 5) {
            id.append(ALPHABET.charAt((int) (millis >>> shift) & 31));
        }
        return id.append(random(CHANCE_CHARACTERS)).toString();
    }

    /**
     * Characters of the same alphabet without a time, for short names such as the platform's id.
     */
    public String random(int characters) {
        byte[] bytes = new byte[characters];
        chance.fill(bytes);
        StringBuilder text = new StringBuilder(characters);
        for (byte each : bytes) {
            text.append(ALPHABET.charAt(each & 31));
        }
        return text.toString();
    }
}
