package rr.agent;

import java.util.List;

/** Finds the known word that the user most likely meant. */
public final class Nearest {
    private Nearest() {
    }

    /** The candidate with the smallest edit distance to the given word, the first of several; candidates is not empty. */
    public static String to(String given, List<String> candidates) {
        String nearest = candidates.get(0);
        for (String candidate : candidates) {
            if (distance(given, candidate) < distance(given, nearest)) {
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance, with one row of the table at a time. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
