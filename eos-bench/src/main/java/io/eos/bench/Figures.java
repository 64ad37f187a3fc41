package io.eos.bench;

import io.eos.api.Scope;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints the tables of {@code docs/benchmarks/README.md}: starts each storage system once, measures {@code bare} and {@code eos} of each case one right
 * after the other, each in a JVM of its own, and prints ids per second and their ratio, medians of the iterations. Stateless.
 */
public final class Figures {
    private static final int WARMUPS = 2;
    private static final int ITERATIONS = 5;

    private Figures() {}

    /**
     * Measures.
     *
     * @param args with commas between: benchmarks, batches, stores; by default {@code record} in all batches on all stores but {@code memory}
     */
    public static void main(String[] args) {
        List<String> benchmarks = list(args, 0, List.of("record"));
        List<String> batches = list(args, 1, List.of("1", "10", "100", "500"));
        List<String> stores = list(args, 2, Storage.ALL.subList(1, Storage.ALL.size()));
        PrintStream out = System.out;
        out.println("| benchmark, store, scope | batch " + String.join(" | ", batches) + " |");
        out.println("| --- |" + " --- |".repeat(batches.size()));
        for (String store : stores) {
            try (Storage storage = Storage.start(store)) {
                for (String benchmark : benchmarks) {
                    for (Scope scope : Scope.values()) {
                        List<String> cells = new ArrayList<>();
                        for (String batch : batches) {
                            Case one = new Case(benchmark, store, scope, batch, storage.address());
                            cells.add(one.cell());
                        }
                        out.println("| `" + benchmark + "`, " + store + ", " + scope + " | " + String.join(" | ", cells)
                                + " |");
                    }
                }
            }
        }
    }

    private static List<String> list(String[] args, int index, List<String> otherwise) {
        return args.length > index ? Arrays.asList(args[index].split(",")) : otherwise;
    }

    private static String rate(double ids) {
        return String.format(Locale.ROOT, ids < 100_000 ? "%.1fk" : "%.0fk", ids / 1000);
    }

    /** What is measured through both clients. */
    private record Case(String benchmark, String store, Scope scope, String batch, String address) {
        /** Both rates and their ratio. What fails does not end the rest; JMH alone, with the same parameters, shows why. */
        String cell() {
            try {
                double bare = measure("bare");
                double eos = measure("eos");
                return rate(eos) + " / " + rate(bare) + " = " + String.format(Locale.ROOT, "%.2f", eos / bare);
            } catch (RunnerException e) {
                System.err.println(this + ": " + e);
                return "failed";
            }
        }

        /** Ids per second. */
        private double measure(String client) throws RunnerException {
            RunResult result = new Runner(new OptionsBuilder()
                            .include("[.]" + benchmark + "$")
                            .param("store", store)
                            .param("scope", scope.name())
                            .param("batch", batch)
                            .param("client", client)
                            .jvmArgsAppend("-D" + Target.ADDRESS + "=" + address)
                            .warmupIterations(WARMUPS)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(ITERATIONS)
                            .measurementTime(TimeValue.seconds(1))
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .runSingle();
            return Objects.requireNonNull(result.getSecondaryResults().get("ids"))
                    .getStatistics()
                    .getPercentile(50);
        }
    }
}
