package io.eos.cli;

import io.eos.cli.bench.CopyBench;
import io.eos.cli.bench.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what exactly once costs. */
@Command(
        name = "bench",
        description = {
            "Measures how fast a topic is copied without duplicates, beside a bare transactional consume-produce loop that keeps"
                    + " them: same topic, same broker, in turn, each in a JVM of its own.",
            "",
            "Starts a Kafka broker by itself. Figures of a busy machine mean little: quote the ratio, and the median of several"
                    + " runs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos bench",
            "  ./eos bench --messages 200000 --runs 1",
            "  ./eos bench --id coordinates --heap 1g"
        })
final class BenchCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many distinct messages the topic has (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "200",
            description = "The size of each value (default: ${DEFAULT-VALUE}).")
    private int bytes;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many partitions both topics have (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of runs of each copier (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--id",
            paramLabel = "IDENTITY",
            defaultValue = "key",
            description = "How eos recognises duplicates: key, content or coordinates (default: ${DEFAULT-VALUE}).")
    private String identity = "";

    @Option(
            names = "--store",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "Where results are kept; a new H2 file for each run by default.")
    private String store = "";

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "256m",
            description = "The heap of each copying JVM (default: ${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--profile",
            paramLabel = "DIRECTORY",
            description =
                    "Leave a flight recording (JFR) of each copying JVM there, named after the topic that it writes.")
    private @Nullable Path profile;

    @Option(
            names = "--report",
            paramLabel = "DIRECTORY",
            description =
                    "Measure nothing: make the page of an earlier run again from the measurements in that directory.")
    private @Nullable Path report;

    BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        if (report != null) {
            session.out().println("report: " + readResults(report).writeReport());
            return ExitStatus.OK;
        }
        Options.check("--messages", messages, 1, 100_000_000);
        Options.check("--bytes", bytes, 0, 1_000_000);
        Options.check("--partitions", partitions, 1, 1000);
        Options.check("--runs", runs, 1, 100);
        if (profile != null && !Files.isDirectory(profile)) {
            throw CommandFailure.usage("--profile was " + profile + " but must be an existing directory");
        }
        var options = new CopyBench.Options(messages, 0.1, bytes, partitions, runs, store, identity, heap, profile);
        return new CopyBench(options, session.out()).run() ? ExitStatus.OK : ExitStatus.AUDIT_FAILED;
    }

    private static Results readResults(Path directory) {
        try {
            return Results.of(directory);
        } catch (IOException e) {
            throw CommandFailure.usage("--report was " + directory + ", but " + e.getMessage());
        }
    }
}
