package mvi.manifest;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that was probably meant. */
final class NearName {
    private NearName() {}

    /** The nearest known name, if a slip of the keyboard could have made the difference. */
    static Optional<String> of(String written, Collection<String> known) {
        String best = null;
        int bestDistance = written.length() <= 4 ? 1 : written.length() <= 8 ? 2 : 3;
        for (String each : known) {
            int distance = distance(written, each);
            if (distance < bestDistance || distance == bestDistance && best == null) {
                best = each;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    static String didYouMean(String written, Collection<String> known) {
        return of(written, known).map(near -> "did you mean '" + near + "'?").orElse("");
    }

    /** Damerau's: insert, delete, replace, and swap of two neighbours each cost one. */
    static int distance(String from, String to) {
        if (from.length() > 64 || to.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int step(int[][] cost, String from, String to, int i, int j) {
        boolean isSame = from.charAt(i - 1) == to.charAt(j - 1);
        int best = cost[i - 1][j - 1] + (isSame ? 0 : 1);
        best = Math.min(best, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean isSwap =
                i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
        return isSwap ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
