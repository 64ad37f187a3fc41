package io.eos.cli.bench;

import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** What eos-bench measures of stores alone, on servers that it starts itself. Stateless. */
final class BenchmarksPart {
    private static final String PEERS = "io.eos.bench.PeerFigures";
    private static final String STORED_IDS = "io.eos.bench.StoredIds";
    private static final Duration LONGEST = Duration.ofHours(3);

    private BenchmarksPart() {}

    /** The stores beside their peers. */
    static void peers(BenchPlan plan, Results results, PrintStream out) throws IOException {
        run(PEERS, plan, results, out, batches(plan), Integer.toString(plan.turns()));
    }

    /** The stores with more and more ids. */
    static void storedIds(BenchPlan plan, Results results, PrintStream out) throws IOException {
        String sizes = plan.storedIds().stream().map(String::valueOf).collect(Collectors.joining(","));
        run(
                STORED_IDS,
                plan,
                results,
                out,
                sizes,
                Integer.toString(plan.turns()),
                plan.scope().toUpperCase(Locale.ROOT));
    }

    /** Where turns are few, time is short. */
    private static String batches(BenchPlan plan) {
        return plan.turns() < BenchPreset.COPY.turns() ? "1,500" : "1,10,100,500";
    }

    /** Its first arguments are the file of results, and the stores. */
    private static void run(String main, BenchPlan plan, Results results, PrintStream out, String... further)
            throws IOException {
        String stores = plan.stores().stream()
                .filter(store -> StoreServer.system(store).isPresent())
                .collect(Collectors.joining(","));
        if (stores.isEmpty()) {
            return;
        }
        String[] all = new String[further.length + 2];
        all[0] = results.file().toAbsolutePath().toString();
        all[1] = stores;
        System.arraycopy(further, 0, all, 2, further.length);
        try (ForkedJvm jvm = ForkedJvm.of(main)
                .classPath(System.getProperty(MeasuredJvm.BENCHMARKS, ""))
                .args(all)
                .inheritOutput()
                .start()) {
            if (jvm.awaitExit(LONGEST) != 0) {
                out.println("not all could be measured: " + main + ", " + stores);
            }
        }
    }
}
