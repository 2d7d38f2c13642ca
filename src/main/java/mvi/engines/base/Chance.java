package mvi.engines.base;

import java.security.SecureRandom;

/** Randomness, as a port. The system's is fit for keys; a test's is seeded. */
public interface Chance {
    void fill(byte[] bytes);

    /** Uniform in [0, bound). */
    int below(int bound);

    static Chance system() {
        return new SystemChance(new SecureRandom());
    }
}
