package io.eos.bench;

import io.eos.api.Scope;
import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints the tables of {@code docs/benchmarks/README.md}: starts each storage system once, measures {@code eos}, {@code bare} and {@code lean}
 * {@link SideBySide side by side}, and prints ids per second and their ratios: a table beside {@code bare}, a row as soon as it is there, and then one beside
 * {@code lean}. Stateless.
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
        head("bare", batches);
        List<String> besideLean = new ArrayList<>();
        for (String store : stores) {
            try (Storage storage = Storage.start(store)) {
                for (String benchmark : benchmarks) {
                    for (Scope scope : Scope.values()) {
                        List<List<String>> cells = batches.stream()
                                .map(batch -> new Case(benchmark, store, scope, batch, storage.address()).cells())
                                .toList();
                        String name = "| `" + benchmark + "`, " + store + ", " + scope;
                        System.out.println(row(name, cells, 0));
                        besideLean.add(row(name, cells, 1));
                    }
                }
            }
        }
        System.out.println();
        head("lean", batches);
        besideLean.forEach(System.out::println);
    }

    private static void head(String other, List<String> batches) {
        System.out.println("| eos / " + other + ", batch | " + String.join(" | ", batches) + " |");
        System.out.println("| --- |" + " --- |".repeat(batches.size()));
    }

    private static String row(String name, List<List<String>> cells, int other) {
        return cells.stream().map(both -> both.get(other)).collect(Collectors.joining(" | ", name + " | ", " |"));
    }

    private static List<String> list(String[] args, int index, List<String> otherwise) {
        return args.length > index ? Arrays.asList(args[index].split(",")) : otherwise;
    }

    /** What is measured through all clients, in a JVM of its own. */
    private record Case(String benchmark, String store, Scope scope, String batch, String address) {
        /** What eos comes to beside each other client. What fails does not end the rest. */
        List<String> cells() {
            try {
                Path file = Files.createTempFile("eos-figures", ".txt");
                try (ForkedJvm jvm = ForkedJvm.of(SideBySide.class)
                        .heap("2g")
                        .jvmArgs("-Dh2.bindAddress=127.0.0.1")
                        .args(benchmark, store, scope.name(), batch, address, file.toString())
                        .start()) {
                    if (jvm.awaitExit(LONGEST) != 0) {
                        System.err.println(this + " failed" + jvm.outputTail());
                        return Collections.nCopies(SideBySide.CLIENTS.size() - 1, "failed");
                    }
                    return Files.readAllLines(file);
                } finally {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
