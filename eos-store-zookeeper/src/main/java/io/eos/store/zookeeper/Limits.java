package io.eos.store.zookeeper;

import io.eos.spi.StoreLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What is sent at once at most. Stateless.
 *
 * <p>A server closes the connection of a request that is longer than its {@code jute.maxbuffer}, 1 MiB by default, which looks like a failed network:
 * so a {@code multi} is kept below, whatever the batch.
 */
final class Limits {
    /** The most ids in a call. */
    static final int MAX_BATCH = 500;

    /** The most results of which each has a znode in one {@code multi}; with the operations around them, that has up to 256. */
    static final int MULTI_ZNODES = 250;

    static final int MAX_RESULT_BYTES = 256 << 10;

    /** Of results, in one {@code multi}; the checkpoint comes on top. */
    static final int MULTI_BYTES = 512 << 10;

    /** Of a transaction with effects, all together: effects, results and checkpoint. */
    static final int TRANSACTION_BYTES = 896 << 10;

    static final int TRANSACTION_OPERATIONS = 2_000;

    static final StoreLimits STORE = new StoreLimits("ZooKeeper", MAX_BATCH, MAX_RESULT_BYTES);

    /** Type, flags, lengths and ACL of an operation. */
    private static final int OPERATION_BYTES = 120;

    private Limits() {}

    /** As sent, or a little more: paths are UTF-8 there. */
    static int bytesOf(String path, int data) {
        int bytes = data + OPERATION_BYTES;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return bytes;
    }

    /** Cuts writes into parts that fit into a {@code multi} each; at least one, which may be empty. */
    static <T> List<List<T>> parts(List<T> writes, ToIntFunction<T> bytesOf, int most) {
        List<List<T>> parts = new ArrayList<>();
        List<T> part = new ArrayList<>();
        int bytes = 0;
        for (T write : writes) {
            int more = bytesOf.applyAsInt(write);
            if ((bytes + more > MULTI_BYTES && !part.isEmpty()) || part.size() == most) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(write);
            bytes += more;
        }
        parts.add(part);
        return parts;
    }
}
