package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.common.PathUtils;
import org.jspecify.annotations.Nullable;

/** The effects of one transaction, until it ends. Not thread-safe. */
final class GatheredEffects implements ZooKeeperEffects {
    private final Client client;
    private final Layout layout;
    private final CallRunner calls;
    private final Thread thread = Thread.currentThread();
    private final List<Op> operations = new ArrayList<>();
    private final Map<String, Change> changes = new HashMap<>();
    private int bytes;
    private boolean ended;
    private @Nullable String violation;
    private @Nullable StoreUnavailableException outage;

    GatheredEffects(Client client, Layout layout, CallRunner calls) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
    }

    /**
     * What the gathered changes make of a znode.
     *
     * @param data what it will hold, null if it will be gone
     * @param version that it will have, or how many more than it has if that is not known
     */
    private record Change(@Nullable Bytes data, int version, boolean known) {
        static Change made(byte[] data) {
            return new Change(Bytes.copyOf(data), 0, true);
        }

        static Change set(byte[] data, int expected, @Nullable Change before) {
            Bytes copy = Bytes.copyOf(data);
            if (expected != ANY_VERSION) {
                return new Change(copy, expected + 1, true);
            }
            return before == null ? new Change(copy, 1, false) : new Change(copy, before.version + 1, before.known);
        }
    }

    @Override
    public ZooKeeperEffects create(String path, byte[] data) {
        add(path, data.length, Op.create(checked(path), data.clone(), client.acl(), CreateMode.PERSISTENT));
        changes.put(path, Change.made(data));
        return this;
    }

    @Override
    public ZooKeeperEffects setData(String path, byte[] data, int version) {
        add(path, data.length, Op.setData(checked(path), data.clone(), version));
        changes.put(path, Change.set(data, version, changes.get(path)));
        return this;
    }

    @Override
    public ZooKeeperEffects delete(String path, int version) {
        add(path, 0, Op.delete(checked(path), version));
        changes.put(path, new Change(null, 0, true));
        return this;
    }

    @Override
    public ZooKeeperEffects check(String path, int version) {
        return add(path, 0, Op.check(checked(path), version));
    }

    @Override
    public Optional<Versioned> read(String path) {
        String same = checked(path);
        Change change = changes.get(same);
        if (change == null) {
            return stored(same);
        }
        Bytes data = change.data();
        if (data == null) {
            return Optional.empty();
        }
        return change.known()
                ? Optional.of(new Versioned(data, change.version()))
                : stored(same).map(node -> new Versioned(data, node.version() + change.version()));
    }

    private Optional<Versioned> stored(String path) {
        try {
            Optional<ZNode> node = calls.run("a read of " + path, call -> Optional.ofNullable(client.read(call, path)));
            outage = null;
            return node.map(read -> new Versioned(read.bytes(), read.version()));
        } catch (StoreUnavailableException e) {
            outage = e;
            throw e;
        }
    }

    private ZooKeeperEffects add(String path, int data, Op operation) {
        operations.add(operation);
        bytes += Limits.bytesOf(path, data);
        return this;
    }

    private String checked(String path) {
        if (ended || Thread.currentThread() != thread) {
            throw new IllegalStateException("these effects are good only inside the work, on its thread");
        }
        PathUtils.validatePath(path);
        if (layout.isOwn(path)) {
            violation = "the work touched " + path + ", which belongs to the store";
            throw new IllegalArgumentException(violation);
        }
        return path;
    }

    void end() {
        ended = true;
    }

    /** What the work did that it must not, or null. */
    @Nullable String violation() {
        return violation;
    }

    /** Why the last read got no answer, or null if it got one. */
    @Nullable StoreUnavailableException outage() {
        return outage;
    }

    List<Op> operations() {
        return operations;
    }

    int bytes() {
        return bytes;
    }
}
