package io.eos.cli.bench;

import io.eos.servers.ForkedKafkaServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Latency of {@code handle} at a steady rate on each store, beside a plain consumer. Used once. */
final class LatencyPart {
    private final BenchPlan plan;
    private final MeasuredJvm jvm;
    private final PrintStream out;
    private int names;

    LatencyPart(BenchPlan plan, MeasuredJvm jvm, PrintStream out) {
        this.plan = plan;
        this.jvm = jvm;
        this.out = out;
    }

    void run(ForkedKafkaServer broker, List<StoreServer> stores, Results results) throws IOException {
        List<Contestant> all = new ArrayList<>();
        all.add(contestant("at-least-once", null));
        stores.forEach(store -> all.add(contestant("eos", store)));
        Map<Contestant, Map<String, List<Double>>> millis = new LinkedHashMap<>();
        for (int run = 1; run <= plan.runs(); run++) {
            for (Contestant who : all) {
                List<Double> measured = measure(who, broker);
                out.println(String.format(Locale.ROOT, "run %d: %-32s p50, p99, p99.9: %s ms", run, who, measured));
                int index = 0;
                for (String percentile : Latencies.PERCENTILES.keySet()) {
                    millis.computeIfAbsent(who, any -> new LinkedHashMap<>())
                            .computeIfAbsent(percentile, any -> new ArrayList<>())
                            .add(measured.get(index++));
                }
            }
        }
        for (String percentile : Latencies.PERCENTILES.keySet()) {
            for (Contestant who : all) {
                List<Double> values = millis.getOrDefault(who, Map.of()).getOrDefault(percentile, List.of());
                results.add(Measurement.of(
                        "latency", who.storeName(), who.who(), Map.of("percentile", percentile), "ms", values));
            }
        }
    }

    private static Contestant contestant(String who, @Nullable StoreServer store) {
        return new Contestant(
                "latency", who, LatencyMain.class.getName(), false, store, BenchPlan.Kind.HANDLE, Map.of());
    }

    private List<Double> measure(Contestant who, ForkedKafkaServer broker) throws IOException {
        String topic = "steady-" + names++;
        broker.createTopic(topic, plan.partitions());
        long messages = (long) plan.latencySeconds() * SteadyLoad.PER_SECOND;
        List<Double> measured = jvm.run(
                who,
                (directory, store) -> new CopyArguments(
                        broker.bootstrapServers(),
                        topic,
                        "",
                        store,
                        "key",
                        directory.resolve("report"),
                        topic,
                        plan.scope(),
                        who.kind(),
                        messages),
                report -> {
                    SteadyLoad.greet(broker.bootstrapServers(), topic, Latencies.ready(report));
                    SteadyLoad.send(broker.bootstrapServers(), topic, messages, plan.bytes());
                },
                task -> Latencies.read(task.report()));
        broker.deleteTopic(topic);
        return measured;
    }
}
