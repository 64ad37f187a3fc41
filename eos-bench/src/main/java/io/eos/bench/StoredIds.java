package io.eos.bench;

import io.eos.api.Scope;
import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what look-ups and records cost as more and more ids are stored, and how many bytes an id takes: starts each storage system, and
 * lets a {@link GrowingStore} write lines of JSON. Stateless.
 */
public final class StoredIds {
    private static final Duration LONGEST = Duration.ofHours(1);

    private StoredIds() {}

    /**
     * Measures.
     *
     * @param args the file that the lines are appended to; with commas between, stores, sizes in ascending order; how many turns count; the scope: by default {@code h2,redis,postgresql}, 10,000 to 1,000,000, 12, {@code PROCESSOR}
     */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args.length > 0 ? args[0] : "stored-ids.jsonl").toAbsolutePath();
        List<String> stores = Arrays.asList((args.length > 1 ? args[1] : "h2,redis,postgresql").split(","));
        String sizes = args.length > 2 ? args[2] : "10000,100000,1000000";
        String turns = args.length > 3 ? args[3] : "12";
        Scope scope = args.length > 4 ? Scope.valueOf(args[4]) : Scope.PROCESSOR;
        boolean failed = false;
        for (String store : stores) {
            System.out.println("stored ids: " + store + ", " + sizes);
            try (Storage storage = Storage.start(store);
                    ForkedJvm jvm = ForkedJvm.of(GrowingStore.class)
                            .heap("1g")
                            .jvmArgs("-Dh2.bindAddress=127.0.0.1")
                            .args(store, scope.name(), storage.address(), sizes, turns, file.toString())
                            .start()) {
                if (jvm.awaitExit(LONGEST) != 0) {
                    System.err.println(store + " failed" + jvm.outputTail());
                    failed = true;
                }
            }
        }
        if (failed) {
            throw new IOException("not all could be measured");
        }
    }
}
