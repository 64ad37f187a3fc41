package io.eos.cli.chaos.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of all runs, a line each, and the page that is made from them. Stateless. */
public final class Report {
    /** The file of results in its directory. */
    static final String RESULTS = "results.jsonl";

    /** What was found in eos, written by hand. */
    private static final String FOUND = "found.md";

    private Report() {}

    /** Adds a result, and makes the page anew: it stands beside the directory, with its name. */
    public static void append(@Nullable Path directory, RunRecord record) {
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(
                    directory.resolve(RESULTS),
                    record.line() + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.writeString(page(directory), pageOf(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the page of a directory of results is. */
    static Path page(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".md");
    }

    /** The page that belongs to a directory of results, and to what stands beside them. */
    static String pageOf(Path directory) throws IOException {
        Path found = directory.resolve(FOUND);
        return FaultsPage.of(read(directory), Files.exists(found) ? Files.readString(found) : "");
    }

    public static List<RunRecord> read(Path directory) throws IOException {
        Path file = directory.resolve(RESULTS);
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(RunRecord::parse).toList()
                : List.of();
    }
}
