package io.eos.store.zookeeper;

import io.eos.api.CorruptRecordException;
import io.eos.api.Scope;
import io.eos.spi.AttributesCodec;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a processor as a whole. Thread-safe.
 *
 * <p>A processor and the directories of its ids are made in one {@code multi}: where the processor is, they are. Stored as: one byte version, one byte
 * scope (1 shard, 2 processor), the incarnation (16), and the attributes as {@link AttributesCodec} writes them.
 */
final class Processors {
    private static final byte VERSION = 1;
    private static final byte SHARD = 1;
    private static final byte PROCESSOR = 2;
    private static final byte[] NO_DATA = {};

    private final Client client;
    private final Layout layout;

    Processors(Client client, Layout layout) {
        this.client = client;
        this.layout = layout;
    }

    Registration register(Call call, ProcessorSpec spec) {
        Registration there = find(call, spec.name());
        if (there != null) {
            return there;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Registration made = new Registration(new UUID(random.nextLong(), random.nextLong()), spec);
        List<Op> operations = new ArrayList<>();
        operations.add(create(layout.processor(spec.name()), encode(made)));
        operations.add(create(layout.shards(spec.name()), NO_DATA));
        operations.add(create(layout.ids(spec.name()), NO_DATA));
        for (int i = 0; i < Layout.BUCKETS; i++) {
            operations.add(create(layout.bucket(spec.name(), i), NO_DATA));
        }
        client.write(call, operations);
        return made;
    }

    void amend(Call call, String processor, Map<String, String> attributes) {
        ZNode node = client.read(call, layout.processor(processor));
        if (node == null) {
            return;
        }
        Registration stored = decode(processor, node.data());
        Map<String, String> all = new HashMap<>(stored.stored().attributes());
        all.putAll(attributes);
        ProcessorSpec amended = ProcessorSpec.of(processor, stored.stored().scope(), all);
        byte[] data = encode(new Registration(stored.incarnation(), amended));
        client.write(call, List.of(Op.setData(layout.processor(processor), data, node.version())));
    }

    private Op create(String path, byte[] data) {
        return Op.create(path, data, client.acl(), CreateMode.PERSISTENT);
    }

    @Nullable Registration find(Call call, String name) {
        ZNode node = client.read(call, layout.processor(name));
        return node == null ? null : decode(name, node.data());
    }

    /** All, by name. */
    List<Registration> all(Call call) {
        TreeMap<String, Registration> all = new TreeMap<>();
        List<String> names = client.children(call, layout.processors());
        List<@Nullable ZNode> nodes = client.read(
                call,
                names.stream().map(name -> layout.processors() + "/" + name).toList());
        for (int i = 0; i < names.size(); i++) {
            ZNode node = nodes.get(i);
            if (node != null) {
                String name = NodeNames.processor(names.get(i));
                all.put(name, decode(name, node.data()));
            }
        }
        return List.copyOf(all.values());
    }

    static byte[] encode(Registration registration) {
        byte[] attributes = AttributesCodec.encode(registration.stored().attributes());
        return ByteBuffer.allocate(2 + 2 * Long.BYTES + attributes.length)
                .put(VERSION)
                .put(registration.stored().scope() == Scope.SHARD ? SHARD : PROCESSOR)
                .putLong(registration.incarnation().getMostSignificantBits())
                .putLong(registration.incarnation().getLeastSignificantBits())
                .put(attributes)
                .array();
    }

    static Registration decode(String name, byte[] stored) {
        try {
            ByteBuffer in = ByteBuffer.wrap(stored);
            byte version = in.get();
            byte scope = in.get();
            if (version != VERSION || (scope != SHARD && scope != PROCESSOR)) {
                throw new CorruptRecordException("processor " + name + " had version " + version + " and scope " + scope
                        + " but this release reads version " + VERSION + ", scope 1 or 2");
            }
            UUID incarnation = new UUID(in.getLong(), in.getLong());
            byte[] attributes = new byte[in.remaining()];
            in.get(attributes);
            return new Registration(
                    incarnation,
                    new ProcessorSpec(
                            name, scope == SHARD ? Scope.SHARD : Scope.PROCESSOR, AttributesCodec.decode(attributes)));
        } catch (BufferUnderflowException e) {
            throw new CorruptRecordException("processor " + name + " of " + stored.length + " bytes cannot be read", e);
        }
    }
}
