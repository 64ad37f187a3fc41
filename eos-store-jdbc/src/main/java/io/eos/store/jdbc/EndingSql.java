package io.eos.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds SQL that would end the transaction, by the first words of each statement in a text. It must be stopped before it runs: what other
 * messages of the batch did before would be committed without their results. What no text shows (a procedure, a {@code DO} block)
 * is noticed afterwards, when the transaction is found ended.
 */
final class EndingSql {
    private static final Set<String> ALWAYS =
            Set.of("COMMIT", "BEGIN", "START", "END", "ABORT", "ROLLBACK", "PREPARE TRANSACTION", "SET AUTOCOMMIT");
    /** Where definitions commit. */
    private static final Set<String> DEFINITIONS = Set.of(
            "CREATE",
            "ALTER",
            "DROP",
            "TRUNCATE",
            "RENAME",
            "GRANT",
            "REVOKE",
            "LOCK",
            "UNLOCK",
            "ANALYZE",
            "OPTIMIZE",
            "REPAIR",
            "FLUSH",
            "SHUTDOWN");

    private EndingSql() {}

    /** The words that would end the transaction, or nothing. */
    static Optional<String> find(String sql, boolean definitionsCommit) {
        for (List<String> words : statements(sql)) {
            String first = words.isEmpty() ? "" : words.get(0);
            String two = words.size() < 2 ? first : first + " " + words.get(1);
            boolean backTo = first.equals("ROLLBACK") && words.contains("TO");
            if ((ALWAYS.contains(first) && !backTo) || ALWAYS.contains(two)) {
                return Optional.of(first);
            }
            if (definitionsCommit && DEFINITIONS.contains(first) && !isTemporary(words)) {
                return Optional.of(two);
            }
        }
        return Optional.empty();
    }

    private static boolean isTemporary(List<String> words) {
        return words.contains("TEMPORARY") || words.contains("TEMP");
    }

    /** The first four words of each statement, in capitals, without comments; what is quoted is no word. */
    private static List<List<String>> statements(String sql) {
        List<List<String>> all = new ArrayList<>();
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            char next = sql.charAt(at);
            if (next == ';') {
                all.add(words);
                words = new ArrayList<>();
                at++;
            } else if (Character.isLetter(next)) {
                int end = at;
                while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
                    end++;
                }
                if (words.size() < 4) {
                    words.add(sql.substring(at, end).toUpperCase(Locale.ROOT));
                }
                at = end;
            } else {
                at = skip(sql, at);
            }
        }
        all.add(words);
        return all;
    }

    /** Behind a comment, a quoted text, or one other character. */
    private static int skip(String sql, int at) {
        char first = sql.charAt(at);
        if (sql.startsWith("--", at)) {
            return behind(sql, "\n", at + 2);
        }
        if (sql.startsWith("/*", at) && !sql.startsWith("/*!", at)) {
            return behind(sql, "*/", at + 2);
        }
        if (first == '\'' || first == '"' || first == '`') {
            return behind(sql, String.valueOf(first), at + 1);
        }
        if (sql.startsWith("$$", at)) {
            return behind(sql, "$$", at + 2);
        }
        return at + 1;
    }

    private static int behind(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }
}
