package io.eos.cli.bench;

import io.eos.servers.ForkedKafkaServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures eos end to end beside others, in turn, on one broker, each in a JVM of its own with a store that is new; keeps what was measured of those
 * that left what they should, and makes the report. Used once.
 */
public final class Bench {
    /** The property with the class path of the peers, which {@code ./eos} sets where {@code --peers} is asked for. */
    public static final String PEERS = MeasuredJvm.PEERS;

    private static final String SOURCE = "source";

    private final BenchPlan plan;
    private final PrintStream out;
    private final MeasuredJvm jvm;
    private final List<StoreServer> stores;
    private int names;
    private boolean once = true;

    /** A comparison that prints what it sees. */
    public Bench(BenchPlan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
        jvm = new MeasuredJvm(plan);
        stores = plan.stores().stream().map(StoreServer::of).toList();
    }

    /** Runs it; false if eos did not leave each message exactly once in each of its copies. */
    public boolean run() throws IOException {
        Results results = Results.begin(plan.output(), Environment.describe(plan));
        try (ForkedKafkaServer broker = ForkedKafkaServer.openLarge()) {
            measure(broker, results);
        }
        if (plan.peers()) {
            BenchmarksPart.peers(plan, results, out);
        }
        if (!plan.storedIds().isEmpty()) {
            BenchmarksPart.storedIds(plan, results, out);
        }
        results.aims().forEach(out::println);
        say("report: %s", results.writeReport());
        return once;
    }

    private void measure(ForkedKafkaServer broker, Results results) throws IOException {
        broker.createTopic(SOURCE, plan.partitions());
        SourceTopic topic = new SourceTopic(broker.bootstrapServers(), SOURCE);
        long sent = topic.fill(plan.messages(), plan.duplicates(), plan.bytes());
        say(
                "%,d records of %d bytes, %,d distinct, %d partitions",
                sent, plan.bytes(), plan.messages(), plan.partitions());
        // A broker that has just been started is slower; whoever comes first would pay for it.
        copy(Contestant.bare(), 0, broker, topic, sent);
        List<List<Contestant>> groups = new ArrayList<>();
        if (plan.kinds().contains(BenchPlan.Kind.TRANSFORM)) {
            groups.add(Contestant.ofCopy(plan, stores));
        }
        if (plan.kinds().contains(BenchPlan.Kind.HANDLE)) {
            groups.add(Contestant.ofHandle(plan, stores));
        }
        if (plan.kinds().contains(BenchPlan.Kind.TRANSACT)) {
            groups.add(Contestant.ofTransact(plan, stores));
        }
        if (!plan.delays().isEmpty()) {
            stores.stream()
                    .filter(StoreServer::hasPort)
                    .forEach(store -> groups.add(Contestant.throughProxy(plan, store)));
        }
        for (List<Contestant> group : groups) {
            inTurn(group, broker, topic, sent, results);
        }
        if (!plan.scaling().isEmpty()) {
            once &= new ScalingPart(plan, jvm, out).run(broker, stores, results);
        }
        if (plan.latencySeconds() > 0) {
            new LatencyPart(plan, jvm, out).run(broker, stores, results);
        }
    }

    private void inTurn(List<Contestant> all, ForkedKafkaServer broker, SourceTopic topic, long sent, Results results)
            throws IOException {
        Map<Contestant, List<Double>> rates = new LinkedHashMap<>();
        Heaps heaps = new Heaps();
        List<Contestant> order = new ArrayList<>(all);
        for (int run = 1; run <= plan.runs(); run++) {
            for (Contestant who : order) {
                Optional<CopyReport> report = copy(who, run, broker, topic, sent);
                if (report.isPresent()) {
                    rates.computeIfAbsent(who, any -> new ArrayList<>())
                            .add(report.get().rate());
                    heaps.add(who, report.get());
                }
            }
            // And back: nobody always comes after the same one.
            Collections.reverse(order);
        }
        Map<Contestant, Measurement> measured = new LinkedHashMap<>();
        for (Map.Entry<Contestant, List<Double>> one : rates.entrySet()) {
            Measurement measurement = one.getKey().measurement("records/s", one.getValue());
            measured.put(one.getKey(), measurement);
            results.add(measurement);
        }
        measured.forEach((who, measurement) -> say(
                "median: %-40s %,10.0f records/s%s",
                who,
                measurement.median(),
                who.yardstick(measured.keySet())
                        .map(measured::get)
                        .map(other -> String.format(
                                Locale.ROOT, ", ratio to %s %.2f", other.who(), measurement.ratioTo(other)))
                        .orElse("")));
        for (Measurement one : heaps.measurements()) {
            results.add(one);
        }
        heaps.lines(plan.heap()).forEach(out::println);
    }

    /** What a copy took; nothing if it does not hold what it should. */
    private Optional<CopyReport> copy(Contestant who, int run, ForkedKafkaServer broker, SourceTopic topic, long sent)
            throws IOException {
        String name = who.who().replaceAll("\\W+", "-") + "-" + names++;
        if (who.writesTopic()) {
            broker.createTopic(name, plan.partitions());
        }
        Optional<CopyReport> report = jvm.run(
                who,
                (directory, store) -> new CopyArguments(
                        broker.bootstrapServers(),
                        SOURCE,
                        name,
                        store,
                        who.identity(),
                        directory.resolve("report"),
                        name,
                        plan.scope(),
                        who.kind(),
                        sent),
                file -> {},
                task -> audited(who, task, topic, CopyReport.read(task.report())));
        report.ifPresent(
                one -> say("%s: %-40s %,10.0f records/s", run == 0 ? "warm-up" : "run " + run, who, one.rate()));
        if (who.writesTopic()) {
            broker.deleteTopic(name);
        }
        return report;
    }

    private Optional<CopyReport> audited(Contestant who, CopyArguments task, SourceTopic topic, CopyReport report) {
        // Who keeps duplicates, and who knows messages by their coordinates, copies each record.
        long distinct = who.who().equals("eos") && !task.byCoordinates() ? plan.messages() : task.messages();
        boolean whole = who.isStopped() || report.settled() == task.messages();
        if (who.writesTopic()) {
            long copied = topic.countCommitted(task.target());
            return ifExact(who, whole && copied == distinct, copied, distinct, report);
        }
        if (who.makesRows()) {
            long rows = Effects.count(task);
            return ifExact(who, whole && rows == distinct, rows, distinct, report);
        }
        return ifExact(who, whole, report.settled(), task.messages(), report);
    }

    private Optional<CopyReport> ifExact(Contestant who, boolean exact, long found, long expected, CopyReport report) {
        if (!exact) {
            once = false;
            say(
                    "NOT EXACTLY ONCE, and not counted: %s read %,d records and left %,d, where %,d were expected",
                    who, report.settled(), found, expected);
        }
        return Optional.of(report).filter(any -> exact);
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
