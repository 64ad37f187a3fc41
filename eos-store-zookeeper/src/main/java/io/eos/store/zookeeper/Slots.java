package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.spi.Tenure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * The znodes of ids. Thread-safe.
 *
 * <p>A write is conditional on what was read, or supposed: a znode that was not there is created, one that was there is changed under its version.
 * Versions of a znode only grow, and an id's znode is never deleted while a write that was decided upon it can be on its way.
 */
final class Slots {
    private final Client client;
    private final Layout layout;

    Slots(Client client, Layout layout) {
        this.client = client;
        this.layout = layout;
    }

    /**
     * A write of one znode, to be put in a {@code multi}.
     *
     * @param bytes what it takes in the request, at most
     */
    record Write(Op operation, int bytes) {}

    /** What stands under these ids, all read in one go. */
    Map<MessageId, Slot> read(Call call, Tenure tenure, List<MessageId> ids) {
        return slots(ids, client.read(call, paths(tenure, ids)));
    }

    List<String> paths(Tenure tenure, List<MessageId> ids) {
        return ids.stream().map(id -> layout.slot(tenure, id)).toList();
    }

    static Map<MessageId, Slot> slots(List<MessageId> ids, List<@Nullable ZNode> nodes) {
        Map<MessageId, Slot> slots = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            slots.put(ids.get(i), Slot.read(nodes.get(i)));
        }
        return slots;
    }

    /** The value of an id that a map was made for. */
    static <T> T of(Map<MessageId, T> map, MessageId id) {
        T value = map.get(id);
        if (value == null) {
            throw new IllegalStateException("nothing is known of id " + id);
        }
        return value;
    }

    /** What a write takes in a request at most. */
    int bytes(Tenure tenure, MessageId id, int data) {
        return Limits.bytesOf(layout.slot(tenure, id), data);
    }

    Write write(Tenure tenure, MessageId id, int version, byte[] data) {
        return write(layout.slot(tenure, id), version, data);
    }

    Write write(String path, int version, byte[] data) {
        Op operation = version == Slot.NO_NODE
                ? Op.create(path, data, client.acl(), CreateMode.PERSISTENT)
                : Op.setData(path, data, version);
        return new Write(operation, Limits.bytesOf(path, data.length));
    }

    static List<Op> operations(List<Op> first, List<Write> writes) {
        List<Op> all = new ArrayList<>(first);
        writes.forEach(write -> all.add(write.operation()));
        return all;
    }
}
