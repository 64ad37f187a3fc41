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

    /** The file of comparisons. */
    private static final String PEERS = "peers.jsonl";

    /** Who is compared, written by hand. */
    private static final String ABOUT_PEERS = "peers.md";

    /** What was found in eos, written by hand. */
    private static final String FOUND = "found.md";

    private Report() {}

    /** Adds a result, and makes the page anew: it stands beside the directory, with its name. */
    public static void append(@Nullable Path directory, RunRecord record) {
        append(directory, RESULTS, record.line());
    }

    private static void append(@Nullable Path directory, String file, String line) {
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(
                    directory.resolve(file),
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.writeString(page(directory), pageOf(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for a comparison. */
    public static void append(@Nullable Path directory, PeerRecord record) {
        append(directory, PEERS, record.line());
    }

    /** Where the page of a directory of results is. */
    static Path page(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".md");
    }

    /** The page that belongs to a directory of results, and to what stands beside them. */
    static String pageOf(Path directory) throws IOException {
        return FaultsPage.of(read(directory), text(directory.resolve(FOUND)))
                + PeersSection.of(comparisons(directory), text(directory.resolve(ABOUT_PEERS)));
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static List<PeerRecord> comparisons(Path directory) throws IOException {
        return text(directory.resolve(PEERS)).lines().map(PeerRecord::parse).toList();
    }

    public static List<RunRecord> read(Path directory) throws IOException {
        Path file = directory.resolve(RESULTS);
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(RunRecord::parse).toList()
                : List.of();
    }
}
