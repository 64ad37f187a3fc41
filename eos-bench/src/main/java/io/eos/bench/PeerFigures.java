package io.eos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * Compares eos with its {@linkplain io.eos.peers peers}: starts each storage system once, lets all contenders {@linkplain TurnTaking take turns},
 * keeps what was measured as lines of JSON, and prints a table. Stateless.
 */
public final class PeerFigures {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private PeerFigures() {}

    /**
     * Measures.
     *
     * @param args the file that the lines are appended to; with commas between, stores, batches; how many turns count: by default all stores that have peers, all batches, 12
     */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args.length > 0 ? args[0] : "peers.jsonl");
        List<String> stores = list(args, 1, "h2,postgresql,mariadb,redis,zookeeper,cassandra");
        List<String> batches = list(args, 2, "1,10,100,500");
        int turns = args.length > 3 ? Integer.parseInt(args[3]) : 12;
        PrintStream out = System.out;
        out.println("| store, batch | who: ids per second (eos / it, quartiles) |");
        out.println("| --- | --- |");
        boolean failed = false;
        for (String store : stores) {
            try (Storage storage = Storage.start(store)) {
                for (String batch : batches) {
                    List<JsonNode> measured = measure(store, storage.address(), batch, turns, file);
                    failed |= measured.isEmpty();
                    out.println("| " + store + ", " + batch + " | " + cell(measured) + " |");
                }
            }
        }
        if (failed) {
            throw new IOException("not all could be measured");
        }
    }

    private static List<String> list(String[] args, int index, String otherwise) {
        return Arrays.asList((args.length > index ? args[index] : otherwise).split(","));
    }

    /** What fails does not end the rest: then nothing is there. */
    private static List<JsonNode> measure(String store, String address, String batch, int turns, Path file)
            throws IOException {
        Path part = Files.createTempFile("eos-peers", ".jsonl");
        try (ForkedJvm jvm = ForkedJvm.of(TurnTaking.class)
                .heap("2g")
                .jvmArgs("-Dh2.bindAddress=127.0.0.1")
                .args(store, address, batch, warmups(turns), Integer.toString(turns), part.toString())
                .start()) {
            if (jvm.awaitExit(LONGEST) != 0) {
                System.err.println(store + ", batch " + batch + " failed" + jvm.outputTail());
                return List.of();
            }
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(part)) {
                lines.add(JSON.readTree(line));
            }
            Files.write(file, Files.readAllBytes(part), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return lines;
        } finally {
            Files.delete(part);
        }
    }

    private static String warmups(int turns) {
        return Integer.toString(Math.max(1, turns / 3));
    }

    private static String cell(List<JsonNode> measured) {
        if (measured.isEmpty()) {
            return "failed";
        }
        double[] eos = values(measured.get(0));
        List<String> all = new ArrayList<>();
        for (JsonNode one : measured) {
            double[] its = values(one);
            double[] ratios = new double[its.length];
            Arrays.setAll(ratios, turn -> eos[turn] / its[turn]);
            all.add(String.format(
                    Locale.ROOT,
                    "%s %,.0f (%.2f, %.2f to %.2f)",
                    one.get("who").asText(),
                    Ratios.quantile(its, 0.5),
                    Ratios.quantile(ratios, 0.5),
                    Ratios.quantile(ratios, 0.25),
                    Ratios.quantile(ratios, 0.75)));
        }
        return String.join("; ", all);
    }

    private static double[] values(JsonNode line) {
        return StreamSupport.stream(line.get("values").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
