package io.eos.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A Markdown file with a table of rules, and of the tests that fail without them. Not thread-safe. */
final class MutationReport {
    private static final int SHOWN = 2;
    private static final String HEAD = "| store | rule | taken out of | found by |";

    private final Path file;

    MutationReport(Path file) {
        this.file = file;
    }

    /** Puts the rows of a store in the place of those that it had; what is above the table stays. */
    void replace(String store, Map<Mutation, Set<String>> found) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Modules are built at the same time. Held until the channel is closed.
            FileLock unused = channel.lock();
            List<String> lines = Files.readAllLines(file);
            int head = lines.indexOf(HEAD);
            List<String> rows = new ArrayList<>(head < 0 ? List.of() : lines.subList(head + 2, lines.size()));
            rows.removeIf(row -> row.startsWith("| " + store + " |"));
            found.forEach((mutation, tests) -> rows.add(row(store, mutation, tests)));
            // Rules in the order of their list, which sorting by the store alone leaves.
            rows.sort((a, b) -> a.substring(0, a.indexOf('|', 1)).compareTo(b.substring(0, b.indexOf('|', 1))));
            List<String> text = new ArrayList<>(head < 0 ? lines : lines.subList(0, head));
            text.add(HEAD);
            text.add("| --- | --- | --- | --- |");
            text.addAll(rows);
            Files.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(String store, Mutation mutation, Set<String> tests) {
        String shown = tests.stream().limit(SHOWN).map(test -> "`" + test + "`").collect(Collectors.joining(", "));
        String more = tests.size() > SHOWN ? " and " + (tests.size() - SHOWN) + " more" : "";
        String name = mutation.file().substring(mutation.file().lastIndexOf('/') + 1);
        return "| " + store + " | " + mutation.rule() + " | `" + name + "` | " + shown + more + " |";
    }
}
