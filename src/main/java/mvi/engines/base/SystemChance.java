package mvi.engines.base;

import java.security.SecureRandom;

/** The operating system's generator. */
record SystemChance(SecureRandom random) implements Chance {
    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }
}
