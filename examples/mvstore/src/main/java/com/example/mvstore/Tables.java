package com.example.mvstore;

import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.AttributesCodec;
import io.eos.spi.Checkpoint;
import io.eos.spi.EntryCursor;
import io.eos.spi.PendingCodec;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import java.io.DataInputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;

/**
 * The maps of one store: processors by name; of each processor its shards, and its entries by id (and shard). Keys sort as the SPI wants
 * shards and ids listed. Thread-safe; rows are got and put within {@link #read} and {@link #write}.
 */
final class Tables {
    private static final Random RANDOM = new SecureRandom();

    private final Disk disk;
    private final String prefix;
    private boolean closed; // guarded by disk

    Tables(Disk disk, String prefix) {
        this.disk = disk;
        this.prefix = prefix;
    }

    /** A shard's row. It is never removed, so that epochs go on. */
    record Row(long epoch, long nonce, NodeId node, Checkpoint checkpoint, Instant changedAt) {
        /** The next tenure's row. */
        static Row next(Row before, NodeId node, Checkpoint checkpoint) {
            return new Row(before == null ? 1 : before.epoch + 1, RANDOM.nextLong(), node, checkpoint, Instant.now());
        }
    }

    <T> T read(Supplier<T> call) {
        return disk.read(() -> open(call));
    }

    <T> T write(Supplier<T> call) {
        return disk.write(() -> open(call));
    }

    private <T> T open(Supplier<T> call) {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        return call.get();
    }

    void compact() {
        disk.compact();
    }

    void close() {
        boolean first;
        synchronized (disk) {
            first = !closed;
            closed = true;
        }
        if (first) {
            disk.leave();
        }
    }

    MVMap<String, byte[]> processors() {
        return disk.map(prefix + "processors");
    }

    Registration processor(String name) {
        byte[] stored = processors().get(name);
        return stored == null
                ? null
                : Form.read(stored, "processor " + name, in -> {
                    UUID incarnation = new UUID(in.readLong(), in.readLong());
                    Scope scope = Scope.valueOf(in.readUTF());
                    return new Registration(
                            incarnation, new ProcessorSpec(name, scope, AttributesCodec.decode(in.readAllBytes())));
                });
    }

    void put(Registration processor) {
        UUID incarnation = processor.incarnation();
        ProcessorSpec spec = processor.stored();
        processors().put(spec.name(), Form.write(out -> {
            out.writeLong(incarnation.getMostSignificantBits());
            out.writeLong(incarnation.getLeastSignificantBits());
            out.writeUTF(spec.scope().name());
            out.write(AttributesCodec.encode(spec.attributes()));
        }));
    }

    MVMap<String, byte[]> shards(String processor) {
        return disk.map(prefix + "shards/" + processor);
    }

    static String key(Shard shard) {
        return "%s-%010d".formatted(shard.topicId(), shard.partition());
    }

    static Shard shard(String processor, String key) {
        return new Shard(processor, UUID.fromString(key.substring(0, 36)), Integer.parseInt(key.substring(37)));
    }

    Row row(Shard shard) {
        byte[] stored = shards(shard.processor()).get(key(shard));
        return stored == null
                ? null
                : Form.read(stored, "shard " + shard, in -> {
                    long epoch = in.readLong();
                    long nonce = in.readLong();
                    NodeId node = new NodeId(in.readUTF());
                    Instant changedAt = Instant.ofEpochMilli(in.readLong());
                    long sequence = in.readLong();
                    long watermark = in.readLong();
                    int leaderEpoch = in.readInt();
                    return new Row(
                            epoch,
                            nonce,
                            node,
                            new Checkpoint(
                                    sequence,
                                    watermark,
                                    watermark,
                                    leaderEpoch,
                                    PendingCodec.decode(in.readAllBytes())),
                            changedAt);
                });
    }

    void put(Shard shard, Row row) {
        Checkpoint checkpoint = row.checkpoint();
        shards(shard.processor()).put(key(shard), Form.write(out -> {
            out.writeLong(row.epoch());
            out.writeLong(row.nonce());
            out.writeUTF(row.node().value());
            out.writeLong(row.changedAt().toEpochMilli());
            out.writeLong(checkpoint.sequence());
            out.writeLong(checkpoint.watermark());
            out.writeInt(checkpoint.leaderEpoch());
            out.write(PendingCodec.encode(checkpoint.pending()));
        }));
    }

    /** By the text of an {@link EntryCursor}: an id, and in {@code SHARD} scope its shard. */
    MVMap<String, byte[]> entries(String processor) {
        return disk.map(prefix + "entries/" + processor);
    }

    /** One counter for all ids, which nothing sets back: tokens grow, whatever is released, purged or erased. */
    long nextToken() {
        MVMap<String, byte[]> counters = disk.map(prefix + "counters");
        byte[] last = counters.get("token");
        long next = last == null ? 1 : Form.read(last, "the last token", DataInputStream::readLong) + 1;
        counters.put("token", Form.write(out -> out.writeLong(next)));
        return next;
    }
}
