package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.StoreUnavailableException;
import java.util.Optional;

/**
 * What a {@code transact} handler makes its effects with: changes of znodes, which are gathered and then made in the same {@code multi} as the
 * results, or not at all.
 *
 * <p>Paths are absolute. The store's own znodes are off limits: an attempt makes the outcome {@code Refused}. A change that meets another version than
 * it expects makes the transaction a {@code Victim}, which is run again; one that cannot be made for another reason (a parent that is
 * missing, a znode that is there already) fails the handler. A transaction takes up to 2,000 operations and 896 KiB, results
 * and checkpoint included; a larger one is {@code Refused}, and the loop then runs its messages one at a time.
 *
 * <p>Good only inside the work, on its thread: afterwards, and on another thread, every method throws {@link IllegalStateException}. Not
 * thread-safe.
 */
public interface ZooKeeperEffects {
    /** For a version that does not matter. */
    int ANY_VERSION = -1;

    /**
     * Makes a persistent znode, with the ACL that the store gives its own. Its parent must be there, or be made before in the same transaction.
     *
     * @param path absolute
     * @param data what it holds
     * @return these effects
     */
    ZooKeeperEffects create(String path, byte[] data);

    /**
     * Changes a znode's data.
     *
     * @param path absolute
     * @param data what it holds from then on
     * @param version that it must have, or {@link #ANY_VERSION}
     * @return these effects
     */
    ZooKeeperEffects setData(String path, byte[] data, int version);

    /**
     * Deletes a znode without children.
     *
     * @param path absolute
     * @param version that it must have, or {@link #ANY_VERSION}
     * @return these effects
     */
    ZooKeeperEffects delete(String path, int version);

    /**
     * Makes the transaction depend on a znode as it was read.
     *
     * @param path absolute
     * @param version that it must have, or {@link #ANY_VERSION} if it must only be there
     * @return these effects
     */
    ZooKeeperEffects check(String path, int version);

    /**
     * {@return a znode as it would be if the transaction ended now, with the changes that were gathered for this message and for those before it
     * in the same transaction; empty if it would not be there} To depend on it, pass its version to a change or to {@link #check}: a balance that was
     * read, and is set with the version that was read, is never overwritten unseen.
     *
     * @param path absolute
     * @throws StoreUnavailableException if ZooKeeper does not answer
     */
    Optional<Versioned> read(String path);

    /** A znode's data and version. */
    record Versioned(Bytes data, int version) {}
}
