package io.eos.peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a copying JVM was told to do, and the clock that says what it took. Thread-safe. */
final class CopyTask {
    /** Producers' batches, as large as those of eos and of the bare loop. */
    static final int BATCH_BYTES = 128 << 10;

    /** The first quarter of the records does not count, as it does not with eos and the bare loop. */
    private static final int WARMUP_PART = 4;

    private static final long GLANCE_NANOS = 20_000_000;

    private final String servers;
    private final String source;
    private final String target;
    private final String store;
    private final Path report;
    private final String name;
    private final long warmups;
    private final AtomicLong done = new AtomicLong();
    private volatile long begun;
    private volatile long doneWhenBegun;

    private CopyTask(List<String> args) {
        servers = args.get(0);
        source = args.get(1);
        target = args.get(2);
        store = args.get(3);
        report = Path.of(args.get(5));
        name = args.get(6);
        warmups = Long.parseLong(args.get(9)) / WARMUP_PART;
    }

    /**
     * Reads arguments as {@code ./eos bench} gives them.
     *
     * @param args servers, source, target, address of a store, identity, the report's file, a name for groups and transactions, two that are not
     *     read here, how many records there are
     */
    static CopyTask of(String[] args) {
        // Before anybody asks for a logger: the default is to log everything.
        System.setProperty("logback.configurationFile", "io/eos/peers/quiet-logback.xml");
        return new CopyTask(List.of(args));
    }

    String servers() {
        return servers;
    }

    String source() {
        return source;
    }

    String target() {
        return target;
    }

    String store() {
        return store;
    }

    String name() {
        return name;
    }

    /** So many more records were done: time runs from the first ones on, and anew when a quarter of all is done. */
    void done(long count) {
        long before = done.getAndAdd(count);
        if (before == 0 || (before < warmups && before + count >= warmups)) {
            begun = System.nanoTime();
            doneWhenBegun = before + count;
        }
    }

    /** How many were read. */
    long done() {
        return done.get();
    }

    /** How many records the source has now, by partition. */
    Map<TopicPartition, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
        var partitions = admin.describeTopics(List.of(source)).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(each -> new TopicPartition(source, each.partition()))
                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        return admin.listOffsets(partitions).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().offset()));
    }

    /** Waits until the group has committed all that the source has. */
    void awaitCommitted(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Map<TopicPartition, Long> ends = ends(admin);
            while (!committed(admin, group, ends)) {
                LockSupport.parkNanos(GLANCE_NANOS);
            }
        }
    }

    private static boolean committed(Admin admin, String group, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = offsets.get(end.getKey());
            return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
        });
    }

    /** It is done now: says in the report how long that took, and for how many records. */
    void ended() throws IOException {
        long nanos = System.nanoTime() - begun;
        long all = done.get();
        System.gc();
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
        Files.write(
                report,
                List.of(
                        Long.toString(nanos),
                        Long.toString(heap >> 20),
                        Long.toString(all - doneWhenBegun),
                        Long.toString(all)));
    }
}
