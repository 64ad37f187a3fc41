package io.eos.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a mistyped name may have meant. Stateless. */
public final class SimilarNames {
    private static final int MOST = 3;

    private SimilarNames() {}

    /**
     * {@return up to three of the names, the nearest first; none if none is near}
     *
     * @param name as it was given
     * @param names those that there are
     */
    public static List<String> to(String name, Collection<String> names) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int far = Math.max(2, name.length() / 3);
        return names.stream()
                .filter(other -> distance(wanted, other.toLowerCase(Locale.ROOT)) <= far)
                .sorted(Comparator.comparingInt((String other) -> distance(wanted, other.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** How many characters must be changed, put in or taken out to make one of the other (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
