package io.eos.store.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The directories over which a processor's ids are spread. Thread-safe. */
final class Buckets {
    /** How many znodes are looked at in one go. */
    static final int CHUNK = 250;

    private static final int TOGETHER = 16;

    private final Client client;
    private final Layout layout;
    private final CallRunner calls;

    Buckets(Client client, Layout layout, CallRunner calls) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
    }

    /** Does something with the names in one directory, and says whether to go on. */
    interface Visitor {
        boolean visit(String directory, List<String> names);
    }

    /**
     * Visits the directories that have something in them, one after the other: no more than {@value #TOGETHER} ones' names are in memory.
     *
     * @param first the number of the one to begin with
     * @return the number of the one to go on with
     */
    int visit(String operation, String processor, int first, Visitor visitor) {
        List<String> directories = new ArrayList<>();
        for (int i = 0; i < Layout.BUCKETS; i++) {
            directories.add(layout.bucket(processor, (first + i) % Layout.BUCKETS));
        }
        List<@Nullable ZNode> nodes = calls.run(operation, call -> client.read(call, directories));
        List<Integer> used = IntStream.range(0, Layout.BUCKETS)
                .filter(i -> numberOfChildren(nodes.get(i)) > 0)
                .boxed()
                .toList();
        for (List<Integer> some : chunks(used, TOGETHER)) {
            List<String> paths = some.stream().map(directories::get).toList();
            List<List<String>> names = calls.run(operation, call -> client.children(call, paths));
            for (int i = 0; i < paths.size(); i++) {
                if (!visitor.visit(paths.get(i), names.get(i))) {
                    return (first + some.get(i)) % Layout.BUCKETS;
                }
            }
        }
        return first;
    }

    private static int numberOfChildren(@Nullable ZNode node) {
        return node == null ? 0 : node.stat().getNumChildren();
    }

    static <T> List<List<T>> chunks(List<T> all, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return chunks;
    }
}
