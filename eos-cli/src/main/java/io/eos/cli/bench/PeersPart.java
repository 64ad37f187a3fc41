package io.eos.cli.bench;

import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/** The stores beside their peers, by eos-bench, which starts servers of its own. Stateless. */
final class PeersPart {
    private static final String MAIN = "io.eos.bench.PeerFigures";
    private static final Duration LONGEST = Duration.ofHours(2);

    private PeersPart() {}

    /** Where turns are few, time is short. */
    private static String batches(BenchPlan plan) {
        return plan.turns() < BenchPreset.COPY.turns() ? "1,500" : "1,10,100,500";
    }

    static void run(BenchPlan plan, Results results, PrintStream out) throws IOException {
        String stores = String.join(
                ",",
                plan.stores().stream()
                        .filter(store -> StoreServer.system(store).isPresent())
                        .toList());
        if (stores.isEmpty()) {
            return;
        }
        out.println("stores beside their peers: " + stores);
        String classPath = System.getProperty(MeasuredJvm.BENCHMARKS, "");
        try (ForkedJvm jvm = ForkedJvm.of(MAIN)
                .classPath(classPath)
                .args(results.file().toAbsolutePath().toString(), stores, batches(plan), Integer.toString(plan.turns()))
                .inheritOutput()
                .start()) {
            if (jvm.awaitExit(LONGEST) != 0) {
                out.println("not all peers could be measured");
            }
        }
    }
}
