package io.eos.store.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.common.PathUtils;
import org.jspecify.annotations.Nullable;

/** The effects of one transaction, until it ends. Not thread-safe. */
final class GatheredEffects implements ZooKeeperEffects {
    private final Client client;
    private final Layout layout;
    private final Calls calls;
    private final Thread thread = Thread.currentThread();
    private final List<Op> operations = new ArrayList<>();
    private int bytes;
    private boolean ended;
    private @Nullable String violation;

    GatheredEffects(Client client, Layout layout, Calls calls) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
    }

    @Override
    public ZooKeeperEffects create(String path, byte[] data) {
        return add(path, data.length, Op.create(checked(path), data.clone(), client.acl(), CreateMode.PERSISTENT));
    }

    @Override
    public ZooKeeperEffects setData(String path, byte[] data, int version) {
        return add(path, data.length, Op.setData(checked(path), data.clone(), version));
    }

    @Override
    public ZooKeeperEffects delete(String path, int version) {
        return add(path, 0, Op.delete(checked(path), version));
    }

    @Override
    public ZooKeeperEffects check(String path, int version) {
        return add(path, 0, Op.check(checked(path), version));
    }

    @Override
    public Optional<Versioned> read(String path) {
        String same = checked(path);
        return calls.run("a read of " + same, call -> Optional.ofNullable(client.read(call, same)))
                .map(node -> new Versioned(node.bytes(), node.version()));
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

    List<Op> operations() {
        return operations;
    }

    int bytes() {
        return bytes;
    }
}
