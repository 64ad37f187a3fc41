package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Tenure;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where everything is. Thread-safe.
 *
 * <pre>
 * ROOTclock                                   written for the time that the server stamps on it
 * ROOTprocessors/NAME                         scope, incarnation, attributes
 * ROOTprocessors/NAME/shards/TOPIC-PARTITION  epoch, nonce and node of the present tenure
 * .../tenure-EPOCH-NONCE                      there for as long as it is the present one
 * .../checkpoint                              sequence, watermark, pending
 * .../results/PAGE                            which ids are in which of its segments
 * .../results/PAGE/SEGMENT                    results
 * ROOTprocessors/NAME/ids/00 ... ff/ID        a claim, a result, or empty
 * </pre>
 *
 * <p>{@code ROOT} is the address's path and the prefix. Ids are spread over {@value #BUCKETS} directories, since the names of a directory's children
 * are read in one piece, which must not grow beyond what a client takes.
 */
final class Layout {
    static final int BUCKETS = 256;

    private final String root;
    /** Of each processor, since they are in the path of each id. */
    private final Map<String, List<String>> buckets = new ConcurrentHashMap<>();

    /** @param path of the address, starting with a slash */
    Layout(String path, String prefix) {
        root = (path.endsWith("/") ? path : path + "/") + prefix;
    }

    String clock() {
        return root + "clock";
    }

    String processors() {
        return root + "processors";
    }

    String processor(String name) {
        return processors() + "/" + NodeNames.of(name);
    }

    /** Whether a path is the store's, or below. */
    boolean isOwn(String path) {
        return path.equals(clock()) || path.equals(processors()) || path.startsWith(processors() + "/");
    }

    String shards(String processor) {
        return processor(processor) + "/shards";
    }

    String owner(Shard shard) {
        return shards(shard.processor()) + "/" + NodeNames.of(shard);
    }

    String checkpoint(Shard shard) {
        return owner(shard) + "/checkpoint";
    }

    /** The pages of a shard in {@code SHARD} scope. */
    String results(Shard shard) {
        return owner(shard) + "/results";
    }

    String page(Shard shard, int number) {
        return results(shard) + "/" + number;
    }

    String segment(Shard shard, Location location) {
        return page(shard, location.page()) + "/" + location.segment();
    }

    String fence(Shard shard, long epoch, long nonce) {
        return owner(shard) + "/tenure-" + epoch + "-" + HexFormat.of().toHexDigits(nonce);
    }

    String fence(Tenure tenure) {
        return fence(tenure.shard(), tenure.epoch(), tenure.nonce());
    }

    String ids(String processor) {
        return processor(processor) + "/ids";
    }

    String bucket(String processor, int number) {
        return ids(processor) + "/" + HexFormat.of().toHexDigits((byte) number);
    }

    private List<String> buckets(String processor) {
        return IntStream.range(0, BUCKETS)
                .mapToObj(number -> bucket(processor, number) + "/")
                .toList();
    }

    String slot(Tenure tenure, MessageId id) {
        Shard shard = tenure.shard();
        return slot(shard.processor(), tenure.scope() == Scope.SHARD ? shard : null, id);
    }

    String slot(String processor, @Nullable Shard shard, MessageId id) {
        return buckets.computeIfAbsent(processor, this::buckets).get(bucketOf(id)) + NodeNames.of(id, shard);
    }

    /** Of the id alone, so that its entries in all shards are found. Stored: it never changes. */
    static int bucketOf(MessageId id) {
        return IdTable.fingerprint(id) & BUCKETS - 1;
    }
}
