package mvi.engines.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes inputs that are nearly right of ones that are right, or wrong in one known way. */
final class Mutator {
    private static final int CHANGES = 4;
    private static final int SLICE = 64;
    private static final int LONGEST = 100_000;

    private final List<byte[]> seeds;
    private final List<byte[]> words;

    /**
     * @param words that mean something to who reads the input
     */
    Mutator(List<byte[]> seeds, List<String> words) {
        this.seeds = seeds;
        this.words =
                words.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    /** The same for the same state of the dice. */
    byte[] next(RandomGenerator dice) {
        byte[] made = any(seeds, dice);
        int changes = 1 + dice.nextInt(1 + dice.nextInt(CHANGES));
        for (int i = 0; i < changes && made.length < LONGEST; i++) {
            made = changed(made, dice);
        }
        return made;
    }

    private byte[] changed(byte[] from, RandomGenerator dice) {
        int at = dice.nextInt(from.length + 1);
        int end = Math.min(from.length, at + dice.nextInt(SLICE));
        return switch (dice.nextInt(8)) {
            case 0 -> flipped(from, dice);
            case 1 -> with(from, at, at, new byte[] {(byte) dice.nextInt()}, 1);
            case 2 -> with(from, at, end, new byte[0], 1);
            case 3 -> with(from, at, at, any(words, dice), 1);
            case 4 -> with(from, at, end, any(words, dice), 1);
            case 5 -> with(from, at, at, Arrays.copyOfRange(from, at, end), 1 + dice.nextInt(64));
            case 6 -> {
                byte[] other = any(seeds, dice);
                yield with(
                        Arrays.copyOf(from, at),
                        at,
                        at,
                        Arrays.copyOfRange(other, dice.nextInt(other.length), other.length),
                        1);
            }
            default -> Arrays.copyOf(from, at);
        };
    }

    private static byte[] flipped(byte[] from, RandomGenerator dice) {
        byte[] made = from.clone();
        if (made.length > 0) {
            made[dice.nextInt(made.length)] ^= (byte) (1 << dice.nextInt(8));
        }
        return made;
    }

    /** With these bytes, so many times, in the place of a slice. */
    private static byte[] with(byte[] from, int at, int end, byte[] what, int times) {
        byte[] made = new byte[from.length - (end - at) + what.length * times];
        System.arraycopy(from, 0, made, 0, at);
        for (int i = 0; i < times; i++) {
            System.arraycopy(what, 0, made, at + i * what.length, what.length);
        }
        System.arraycopy(from, end, made, at + times * what.length, from.length - end);
        return made;
    }

    private static byte[] any(List<byte[]> all, RandomGenerator dice) {
        return all.get(dice.nextInt(all.size()));
    }
}
