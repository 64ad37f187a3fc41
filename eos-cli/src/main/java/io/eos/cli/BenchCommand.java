package io.eos.cli;

import io.eos.cli.bench.Bench;
import io.eos.cli.bench.BenchPlan;
import io.eos.cli.bench.BenchPreset;
import io.eos.cli.bench.Results;
import io.eos.cli.bench.ScalingCase;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.MessageIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what exactly once costs. */
@Command(
        name = "bench",
        description = {
            "Measures how fast a topic is copied without duplicates, beside a bare transactional consume-produce loop that keeps"
                    + " them: same topic, same broker, in turn, each in a JVM of its own. And, if asked to, handlers with effects, latency,"
                    + " slow ways to the store, and what other libraries do.",
            "",
            "Starts a Kafka broker and the named stores by itself. Figures of a busy machine mean little: quote the ratio, and the median"
                    + " of several runs. Measurements and report are left in a directory."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos bench",
            "  ./eos bench --quick --peers",
            "  ./eos bench --messages 200000 --runs 1 --store redis,postgresql --network-latency 0,0.5,2",
            "  ./eos bench --id coordinates --heap 256m",
            "  ./eos bench --store redis --scaling 1x1,1x4,2x4 --stored-ids 10000,1000000",
            "  ./eos bench --report bench-20260102-030405"
        })
final class BenchCommand implements Callable<Integer> {
    private static final long MOST_STORED_IDS = 100_000_000;

    private final Session session;

    @Option(names = "--quick", description = "A little of everything, in less than 10 minutes; what is given wins.")
    private boolean quick;

    @Option(
            names = "--peers",
            description =
                    "Also measure Kafka Streams, Spring Kafka, Camel, and what they and others offer in the place of stores.")
    private boolean peers;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "How many distinct messages the topic has (default: 1000000).")
    private @Nullable Integer messages;

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
            description = "How many partitions all topics have (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--runs", paramLabel = "N", description = "Number of runs of each (default: 3).")
    private @Nullable Integer runs;

    @Option(
            names = "--id",
            paramLabel = "IDENTITY",
            split = ",",
            description = "How eos recognises duplicates: key, content or coordinates (default: key).")
    private @Nullable List<String> identities;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            split = ",",
            description =
                    "Where results are kept: h2, postgresql, mariadb, redis, zookeeper or cassandra, which are then started, or"
                            + " an address (default: h2, a new file for each run).")
    private @Nullable List<String> stores;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description = "What handlers do: transform, handle or transact (default: transform, which copies).")
    private @Nullable List<String> kinds;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            defaultValue = "processor",
            description = "In what ids are unique: processor or shard (default: ${DEFAULT-VALUE}).")
    private String scope = "";

    @Option(
            names = "--network-latency",
            paramLabel = "MS",
            split = ",",
            description = "Also copy with the store's answers delayed so long; stores on loopback alone.")
    private @Nullable List<String> delays;

    @Option(
            names = "--latency",
            paramLabel = "SECONDS",
            description = "Also measure latency at 1,000 messages a second for so long (default: 0, not).")
    private @Nullable Integer latency;

    @Option(
            names = "--scaling",
            paramLabel = "NODESxPARTITIONS",
            split = ",",
            description =
                    "Also copy a topic of so many partitions by so many nodes, as in 1x1,1x4,2x4,1x32,4x32; needs more messages the more there are.")
    private @Nullable List<String> scaling;

    @Option(
            names = "--stored-ids",
            paramLabel = "N",
            split = ",",
            description =
                    "Also measure look-ups and records with so many ids stored, in ascending order, and the bytes of an id; stores that are started alone.")
    private @Nullable List<Long> storedIds;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "1g",
            description =
                    "The heap of each JVM of eos and of the bare loops (default: ${DEFAULT-VALUE}); other libraries have 1g.")
    private String heap = "";

    @Option(
            names = "--profile",
            paramLabel = "DIRECTORY",
            description =
                    "Leave a flight recording (JFR) of each JVM that is measured there, named after the topic that it writes.")
    private @Nullable Path profile;

    @Option(
            names = "--output",
            paramLabel = "DIRECTORY",
            description = "Where measurements and report are left (default: bench- and the time).")
    private @Nullable Path output;

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
            Results results = readResults(report);
            results.aims().forEach(session.out()::println);
            session.out().println("report: " + results.writeReport());
            return ExitStatus.OK;
        }
        return new Bench(plan(), session.out()).run() ? ExitStatus.OK : ExitStatus.AUDIT_FAILED;
    }

    private BenchPlan plan() {
        BenchPreset preset = quick ? BenchPreset.QUICK : BenchPreset.COPY;
        BenchPlan plan = new BenchPlan(
                given(messages, preset.messages()),
                0.1,
                bytes,
                partitions,
                given(runs, preset.runs()),
                given(stores, preset.stores()),
                given(identities, preset.identities()),
                kinds == null
                        ? preset.kinds()
                        : kinds.stream()
                                .map(kind -> Options.parse("--kind", kind, BenchPlan.Kind.class))
                                .toList(),
                scope,
                given(delays, preset.delays()),
                given(latency, preset.latencySeconds()),
                scaling == null
                        ? List.of()
                        : scaling.stream().map(BenchCommand::scalingCase).toList(),
                given(storedIds, List.of()),
                peers,
                preset.turns(),
                heap,
                profile,
                given(output, byTime()));
        check(plan);
        return plan;
    }

    private static <T> T given(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static Path byTime() {
        return Path.of(
                "bench-" + LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
    }

    private void check(BenchPlan plan) {
        Options.check("--messages", plan.messages(), 1, 100_000_000);
        Options.check("--bytes", bytes, 0, 1_000_000);
        Options.check("--partitions", partitions, 1, 1000);
        Options.check("--runs", plan.runs(), 1, 100);
        Options.check("--latency", plan.latencySeconds(), 0, 3600);
        plan.identities().forEach(MessageIdentity::parse);
        plan.stores().forEach(BenchCommand::checkStore);
        plan.delays().forEach(BenchCommand::checkDelay);
        if (!List.of("processor", "shard").contains(scope)) {
            throw CommandFailure.usage("--scope was '" + scope + "' but must be processor or shard");
        }
        if (profile != null && !Files.isDirectory(profile)) {
            throw CommandFailure.usage("--profile was " + profile + " but must be an existing directory");
        }
        checkStoredIds(plan.storedIds());
        if (System.getProperty(Bench.PEERS) == null
                && (peers || !plan.storedIds().isEmpty())) {
            throw CommandFailure.usage((peers ? "--peers" : "--stored-ids")
                    + " needs the classes of eos-bench, which ./eos builds in a checkout");
        }
    }

    private static ScalingCase scalingCase(String text) {
        return ScalingCase.parse(text)
                .orElseThrow(() -> CommandFailure.usage(
                        "--scaling was '" + text + "' but must be nodes x partitions, 99x999 at most, as in 2x4"));
    }

    private static void checkStoredIds(List<Long> sizes) {
        for (int i = 0; i < sizes.size(); i++) {
            long size = sizes.get(i);
            if (size < 1 || size > MOST_STORED_IDS || (i > 0 && size <= sizes.get(i - 1))) {
                throw CommandFailure.usage("--stored-ids was " + sizes + " but must be numbers from 1 to "
                        + MOST_STORED_IDS + ", each greater than the one before");
            }
        }
    }

    private static void checkStore(String store) {
        if (!store.contains(":")) {
            Options.parse("--store", store, StorageSystem.class);
        }
    }

    private static void checkDelay(String delay) {
        if (!delay.matches("\\d{1,4}([.]\\d{1,3})?")) {
            throw CommandFailure.usage("--network-latency was '" + delay + "' but must be milliseconds, as in 0.5");
        }
    }

    private static Results readResults(Path directory) {
        try {
            return Results.of(directory);
        } catch (IOException e) {
            throw CommandFailure.usage("--report was " + directory + ", but " + e.getMessage());
        }
    }
}
