package io.eos.cli.bench;

import io.eos.cli.demo.Pause;
import io.eos.servers.ForkedJvm;
import io.eos.servers.ForkedKafkaServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** How fast several nodes copy, and topics of more partitions are copied. All of them, the broker and the store share one machine. Used once. */
final class ScalingPart {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final BenchPlan plan;
    private final MeasuredJvm jvm;
    private final PrintStream out;
    private final Map<Integer, Source> sources = new HashMap<>();
    private int names;
    private boolean once = true;

    ScalingPart(BenchPlan plan, MeasuredJvm jvm, PrintStream out) {
        this.plan = plan;
        this.jvm = jvm;
        this.out = out;
    }

    /** A topic that is copied. */
    private record Source(String name, SourceTopic topic, long sent) {}

    /** Runs all; false if a copy does not hold each message once. */
    boolean run(ForkedKafkaServer broker, List<StoreServer> stores, Results results) throws IOException {
        for (StoreServer store : stores) {
            Map<ScalingCase, List<Double>> rates = new TreeMap<>(Comparator.comparing(plan.scaling()::indexOf));
            for (int run = 1; run <= plan.runs(); run++) {
                for (ScalingCase one : plan.scaling()) {
                    OptionalDouble rate = copy(store, one, broker);
                    rate.ifPresent(value ->
                            rates.computeIfAbsent(one, any -> new ArrayList<>()).add(value));
                    out.println(String.format(
                            Locale.ROOT,
                            "run %d: %s, %d nodes, %d partitions %s",
                            run,
                            store.name(),
                            one.nodes(),
                            one.partitions(),
                            rate.isPresent()
                                    ? String.format(Locale.ROOT, "%,10.0f records/s", rate.getAsDouble())
                                    : "never all at work at the same time: it takes more messages"));
                }
            }
            for (Map.Entry<ScalingCase, List<Double>> one : rates.entrySet()) {
                results.add(contestant(store, one.getKey()).measurement("records/s", one.getValue()));
            }
        }
        return once;
    }

    private Contestant contestant(StoreServer store, ScalingCase one) {
        return new Contestant(
                "scaling",
                "eos",
                ScalingMain.class.getName(),
                false,
                store,
                BenchPlan.Kind.TRANSFORM,
                Map.of(
                        "identity", Contestant.identity(plan),
                        "scope", plan.scope(),
                        "nodes", Integer.toString(one.nodes()),
                        "partitions", Integer.toString(one.partitions())));
    }

    private Source source(ForkedKafkaServer broker, int partitions) {
        return sources.computeIfAbsent(partitions, any -> {
            String name = "source-" + partitions;
            broker.createTopic(name, partitions);
            SourceTopic topic = new SourceTopic(broker.bootstrapServers(), name);
            return new Source(name, topic, topic.fill(plan.messages(), plan.duplicates(), plan.bytes()));
        });
    }

    /** Records per second of all nodes together, if they were at work together. */
    private OptionalDouble copy(StoreServer store, ScalingCase one, ForkedKafkaServer broker) throws IOException {
        Source source = source(broker, one.partitions());
        Contestant who = contestant(store, one);
        String target = "scaling-" + names++;
        broker.createTopic(target, one.partitions());
        Path directory = Files.createTempDirectory("eos-bench-");
        List<ForkedJvm> nodes = new ArrayList<>();
        List<Path> reports = new ArrayList<>();
        try (StoreServer.Running running = store.start(directory)) {
            for (int node = 0; node < one.nodes(); node++) {
                Path report =
                        Files.createDirectory(directory.resolve("node-" + node)).resolve("report");
                reports.add(report);
                nodes.add(jvm.start(
                        who,
                        new CopyArguments(
                                broker.bootstrapServers(),
                                source.name(),
                                target,
                                running.address(),
                                who.identity(),
                                report,
                                target,
                                plan.scope(),
                                who.kind(),
                                source.sent())));
            }
            awaitAll(nodes, reports, source.sent());
            List<Samples> samples = new ArrayList<>();
            for (int node = 0; node < one.nodes(); node++) {
                Files.writeString(ScalingMain.stop(reports.get(node)), "");
                MeasuredJvm.awaitEnd(who, nodes.get(node));
                samples.add(Samples.read(reports.get(node)));
            }
            audit(source, target, who);
            return Samples.rate(samples);
        } finally {
            nodes.forEach(ForkedJvm::close);
            MeasuredJvm.delete(directory);
            broker.deleteTopic(target);
        }
    }

    private static void awaitAll(List<ForkedJvm> nodes, List<Path> reports, long records) throws IOException {
        boolean over = Pause.until(
                LONGEST, () -> settled(reports) >= records || nodes.stream().anyMatch(node -> !node.isAlive()));
        for (ForkedJvm node : nodes) {
            if (!node.isAlive()) {
                throw new IOException("a node ended: " + node.outputTail());
            }
        }
        if (!over) {
            throw new IOException("the copy did not end within " + LONGEST.toMinutes() + " minutes");
        }
    }

    private static long settled(List<Path> reports) {
        return reports.stream()
                .map(ScalingMain::progress)
                .mapToLong(ScalingPart::number)
                .sum();
    }

    /** A file that is being written is empty for a moment. */
    private static long number(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void audit(Source source, String target, Contestant who) {
        long copied = source.topic().countCommitted(target);
        long expected = who.identity().equals("coordinates") ? source.sent() : plan.messages();
        if (copied != expected) {
            once = false;
            out.println(String.format(
                    Locale.ROOT,
                    "NOT EXACTLY ONCE: the copy of %s holds %,d records, %,d were expected",
                    who,
                    copied,
                    expected));
        }
    }
}
