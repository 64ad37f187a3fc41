package io.eos.cli.bench;

import io.eos.servers.Fault;
import io.eos.servers.FaultProxy;
import io.eos.servers.ForkedKafkaServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures eos end to end beside others, in turn, on one broker and the same servers, each in a JVM of its own; keeps what was measured, and
 * makes the report. Used once.
 */
public final class Bench {
    /** The property with the class path of the peers, which {@code ./eos} sets where {@code --peers} is asked for. */
    public static final String PEERS = MeasuredJvm.PEERS;

    private static final String SOURCE = "source";

    private final BenchPlan plan;
    private final PrintStream out;
    private final MeasuredJvm jvm;
    private final List<StoreServer> stores = new ArrayList<>();
    private int names;
    private boolean once = true;

    /** A comparison that prints what it sees. */
    public Bench(BenchPlan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
        jvm = new MeasuredJvm(plan);
    }

    /** Runs it; false if eos did not leave each message exactly once in each of its copies. */
    public boolean run() throws IOException {
        Results results = Results.begin(plan.output(), Environment.describe(plan));
        Path directory = Files.createTempDirectory("eos-bench-stores-");
        try (ForkedKafkaServer broker = ForkedKafkaServer.open()) {
            plan.stores().forEach(store -> stores.add(StoreServer.open(store, directory)));
            measure(broker, results);
        } finally {
            stores.forEach(StoreServer::close);
            Files.deleteIfExists(directory);
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
        if (plan.kinds().contains(BenchPlan.Kind.TRANSFORM)) {
            inTurn(Contestant.ofCopy(plan, stores), broker, topic, sent, results);
        }
        if (plan.kinds().contains(BenchPlan.Kind.HANDLE)) {
            inTurn(Contestant.ofHandle(plan, stores), broker, topic, sent, results);
        }
        if (plan.kinds().contains(BenchPlan.Kind.TRANSACT)) {
            inTurn(Contestant.ofTransact(plan, stores), broker, topic, sent, results);
        }
        if (!plan.delays().isEmpty()) {
            throughProxies(broker, topic, sent, results);
        }
        if (!plan.scaling().isEmpty()) {
            once &= new ScalingPart(plan, jvm, out).run(broker, stores, results);
        }
        if (plan.latencySeconds() > 0) {
            new LatencyPart(plan, jvm, out).run(broker, stores, results);
        }
    }

    private void throughProxies(ForkedKafkaServer broker, SourceTopic topic, long sent, Results results)
            throws IOException {
        for (StoreServer store :
                stores.stream().filter(one -> one.port().isPresent()).toList()) {
            List<Contestant> all = new ArrayList<>();
            List<FaultProxy> proxies = new ArrayList<>();
            for (String delay : plan.delays()) {
                FaultProxy proxy = FaultProxy.to(store.port().orElseThrow());
                proxy.set(new Fault.Latency(Duration.ofNanos((long) (Double.parseDouble(delay) * 1e6))));
                proxies.add(proxy);
                all.add(Contestant.throughProxy(plan, store.through(proxy), delay));
            }
            inTurn(all, broker, topic, sent, results);
            proxies.forEach(FaultProxy::close);
        }
    }

    private void inTurn(List<Contestant> all, ForkedKafkaServer broker, SourceTopic topic, long sent, Results results)
            throws IOException {
        Map<Contestant, List<Double>> rates = new LinkedHashMap<>();
        Heaps heaps = new Heaps();
        for (int run = 1; run <= plan.runs(); run++) {
            for (Contestant who : all) {
                CopyReport report = copy(who, run, broker, topic, sent);
                rates.computeIfAbsent(who, any -> new ArrayList<>()).add(report.rate());
                heaps.add(who, report);
            }
        }
        Measurement first = null;
        for (Map.Entry<Contestant, List<Double>> one : rates.entrySet()) {
            Contestant who = one.getKey();
            Measurement measured = who.measurement("records/s", one.getValue());
            first = first == null ? measured : first;
            results.add(measured);
            say(
                    "median: %-28s %,10.0f records/s, ratio to %s %.2f",
                    who, measured.median(), first.who(), measured.ratioTo(first));
        }
        for (Measurement one : heaps.measurements()) {
            results.add(one);
        }
        heaps.lines(plan.heap()).forEach(out::println);
    }

    private CopyReport copy(Contestant who, int run, ForkedKafkaServer broker, SourceTopic topic, long sent)
            throws IOException {
        String name = who.who().replaceAll("\\W+", "-") + "-" + names++;
        boolean copies =
                who.kind() == BenchPlan.Kind.TRANSFORM && !who.benchmark().equals("transact");
        if (copies) {
            broker.createTopic(name, plan.partitions());
        }
        CopyReport report = jvm.run(
                who,
                directory -> new CopyArguments(
                        broker.bootstrapServers(),
                        SOURCE,
                        name,
                        who.store() == null ? "" : who.store().address(directory),
                        who.identity(),
                        directory.resolve("report"),
                        name,
                        plan.scope(),
                        who.kind(),
                        sent),
                file -> {},
                CopyReport::read);
        say("run %d: %-32s %,10.0f records/s", run, who, report.rate());
        if (copies && who.who().equals("eos")) {
            audit(who, topic.countCommitted(name), sent);
        }
        if (copies) {
            broker.deleteTopic(name);
        }
        return report;
    }

    private void audit(Contestant who, long copied, long sent) {
        // By coordinates each record is a message of its own.
        long expected = who.identity().equals("coordinates") ? sent : plan.messages();
        if (copied != expected) {
            once = false;
            say("NOT EXACTLY ONCE: the copy of %s holds %,d records, %,d were expected", who, copied, expected);
        }
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
