package io.eos.cli.bench;

import io.eos.servers.ForkedJvm;
import io.eos.servers.ForkedKafkaServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Copies one topic by a bare transactional consume-produce loop and by eos, in turn, on one broker, each in a JVM of its own. Used
 * once.
 */
public final class CopyBench {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Options options;
    private final PrintStream out;

    /**
     * What is measured.
     *
     * @param messages how many distinct messages the topic has
     * @param duplicates the share of them that is there twice
     * @param bytes each value's size
     * @param partitions of both topics
     * @param runs how often each copies; the median is shown
     * @param store the address of the results' store, or empty for a new H2 file per run
     * @param identity by which eos knows duplicates
     * @param heap of the copying JVMs, such as 256m
     * @param profile where each copying JVM leaves a flight recording, if anywhere
     */
    public record Options(
            int messages,
            double duplicates,
            int bytes,
            int partitions,
            int runs,
            String store,
            String identity,
            String heap,
            @Nullable Path profile) {}

    /** A comparison that prints what it sees. */
    public CopyBench(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Runs it; false if eos did not leave each message exactly once in its copy. */
    public boolean run() throws IOException {
        try (ForkedKafkaServer broker = ForkedKafkaServer.open()) {
            String source = "source";
            broker.createTopic(source, options.partitions());
            SourceTopic topic = new SourceTopic(broker.bootstrapServers(), source);
            long sent = topic.fill(options.messages(), options.duplicates(), options.bytes());
            say(
                    "%,d records of %d bytes, %,d distinct, %d partitions",
                    sent, options.bytes(), options.messages(), options.partitions());
            List<CopyReport> bare = new ArrayList<>();
            List<CopyReport> eos = new ArrayList<>();
            // By coordinates each record is a message of its own.
            long expected = options.identity().equals("coordinates") ? sent : options.messages();
            boolean once = true;
            for (int run = 1; run <= options.runs(); run++) {
                bare.add(copy(broker, BareCopyMain.class, source, "bare-" + run, sent, run));
                CopyReport report = copy(broker, EosCopyMain.class, source, "eos-" + run, sent, run);
                eos.add(report);
                long copied = topic.countCommitted("eos-" + run);
                once &= copied == expected;
                say("run %d: the copy of eos holds %,d records, %,d were expected", run, copied, expected);
            }
            double ratio = median(eos) / median(bare);
            say(
                    "median: bare loop %,.0f/s, eos %,.0f/s, ratio %.2f; largest heap of eos after a collection %d MiB of -Xmx%s",
                    median(bare), median(eos), ratio, heap(eos), options.heap());
            return once;
        }
    }

    private CopyReport copy(
            ForkedKafkaServer broker, Class<?> main, String source, String target, long records, int run)
            throws IOException {
        broker.createTopic(target, options.partitions());
        Path directory = Files.createTempDirectory("eos-bench-");
        Path report = directory.resolve("report");
        String store = options.store().isEmpty() ? "jdbc:h2:file:" + directory.resolve("store") : options.store();
        try (ForkedJvm jvm = ForkedJvm.of(main)
                .args(
                        broker.bootstrapServers(),
                        source,
                        target,
                        store,
                        options.identity(),
                        report.toString(),
                        "run-" + run,
                        Long.toString(records))
                .jvmArgs("-Dh2.bindAddress=127.0.0.1")
                .jvmArgs(recording(target))
                .heap(options.heap())
                .start()) {
            int status = jvm.awaitExit(PATIENCE);
            if (status != 0) {
                throw new IOException(main.getSimpleName() + " ended with status " + status + ": " + jvm.outputTail());
            }
            CopyReport read = CopyReport.read(report, records);
            say("run %d: %-12s %,10.0f records/s", run, main == BareCopyMain.class ? "bare loop" : "eos", read.rate());
            return read;
        } finally {
            deleteAll(directory);
        }
    }

    private String[] recording(String name) {
        Path directory = options.profile();
        return directory == null
                ? new String[0]
                : new String[] {
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                            + directory.toAbsolutePath().resolve(name + ".jfr")
                };
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    private static double median(List<CopyReport> reports) {
        return reports.stream()
                .mapToDouble(CopyReport::rate)
                .sorted()
                .skip((reports.size() - 1) / 2)
                .findFirst()
                .orElse(0);
    }

    private static long heap(List<CopyReport> reports) {
        return reports.stream().mapToLong(CopyReport::heapMiB).max().orElse(0);
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
