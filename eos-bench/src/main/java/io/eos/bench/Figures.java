package io.eos.bench;

import io.eos.api.Scope;
import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints the tables of {@code docs/benchmarks/README.md}: starts each storage system once, measures {@code bare} and {@code eos}
 * {@link SideBySide side by side}, and prints ids per second and their ratio. Stateless.
 */
public final class Figures {
    private static final Duration LONGEST = Duration.ofMinutes(5);

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

    /** What is measured through both clients, in a JVM of its own. */
    private record Case(String benchmark, String store, Scope scope, String batch, String address) {
        /** Both rates and their ratio. What fails does not end the rest. */
        String cell() {
            try {
                Path file = Files.createTempFile("eos-figures", ".txt");
                try (ForkedJvm jvm = ForkedJvm.of(SideBySide.class)
                        .heap("2g")
                        .jvmArgs("-Dh2.bindAddress=127.0.0.1")
                        .args(benchmark, store, scope.name(), batch, address, file.toString())
                        .start()) {
                    if (jvm.awaitExit(LONGEST) != 0) {
                        System.err.println(this + " failed" + jvm.outputTail());
                        return "failed";
                    }
                    return Files.readString(file);
                } finally {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
