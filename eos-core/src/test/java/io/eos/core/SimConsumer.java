package io.eos.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of a simulated broker. Of the class that it extends only what the loop does not use is left. {@link #poll} returns at
 * once, and the {@link SimNode} calls it again when there is something to do.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread runs at a time, and it may wait inside
final class SimConsumer extends MockConsumer<byte[], byte[]> {
    private static final int MOST_RECORDS = 6;
    private static final Duration NAP = Duration.ofMillis(20);

    private final SimProcess process;
    private final SimWorld world;
    private final SimLink link;
    private final Runnable wake;
    private final SimMembership membership;
    private final Set<TopicPartition> stopped = new HashSet<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private UUID topicId;
    private boolean learning;
    private long updates;
    private int underWay;
    private boolean wakeup;
    private boolean gone;
    private Duration patience = Duration.ZERO;

    SimConsumer(SimWorld world, SimProcess process, SimLink link, Runnable wake) {
        super("none");
        this.world = world;
        this.process = process;
        this.link = link;
        this.wake = wake;
        this.membership = new SimMembership(world, this, stopped::removeAll);
        this.topicId = world.broker.sourceId();
        learnNowAndThen();
    }

    /** How many metadata responses came. */
    long updates() {
        return updates;
    }

    private void learnNowAndThen() {
        world.time.after(world.time.between(500, 6_000), process, () -> {
            learn();
            learnNowAndThen();
        });
    }

    /** A metadata response. */
    private void learn() {
        if (!world.isBrokerDown()) {
            topicId = world.broker.sourceId();
            updates++;
            wake();
        }
    }

    /** Whether the broker knows the topic by the id that is asked for; if not, the consumer asks for metadata. */
    private boolean knowsTopic() {
        if (topicId.equals(world.broker.sourceId())) {
            return true;
        }
        if (!learning) {
            learning = true;
            world.time.after(world.time.between(1, 100), process, () -> {
                learning = false;
                learn();
            });
        }
        return false;
    }

    String name() {
        return process.name();
    }

    /** Whether its heartbeats arrive. */
    boolean beats() {
        return !gone && !process.isGone() && process.frozenUntil() <= world.time.now();
    }

    void wake() {
        wake.run();
    }

    /** For how long the last poll would have waited. */
    Duration patience() {
        return patience;
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener of) {
        membership.listener(of);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
        process.check();
        patience = atMost;
        answer();
        if (!world.isBrokerDown()) {
            membership.coordinate();
        }
        if (wakeup) {
            wakeup = false;
            throw new WakeupException();
        }
        return world.isBrokerDown() || !knowsTopic() ? ConsumerRecords.empty() : fetch();
    }

    private void answer() {
        for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
            next.run();
        }
    }

    private ConsumerRecords<byte[], byte[]> fetch() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        for (TopicPartition partition : membership.assigned()) {
            Long position = positions.get(partition);
            if (position != null && !stopped.contains(partition)) {
                fetch(partition, position, found, next);
            }
        }
        return next.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(found, next);
    }

    private void fetch(
            TopicPartition partition,
            long position,
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found,
            Map<TopicPartition, OffsetAndMetadata> next) {
        SimLog log = world.broker.log(partition);
        List<SimLog.Entry> entries = log.from(position, MOST_RECORDS);
        long end = entries.size() < MOST_RECORDS ? log.next() : entries.get(MOST_RECORDS - 1).offset + 1;
        if (end > position) {
            positions.put(partition, end);
            next.put(partition, new OffsetAndMetadata(end));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            entries.forEach(entry -> records.add(record(partition, entry)));
            if (!records.isEmpty()) {
                found.put(partition, records);
            }
        }
    }

    @SuppressWarnings("NullAway") // a record's key and value may be null
    private static ConsumerRecord<byte[], byte[]> record(TopicPartition from, SimLog.Entry entry) {
        return new ConsumerRecord<>(
                from.topic(),
                from.partition(),
                entry.offset,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                entry.key,
                entry.value,
                entry.headers,
                Optional.empty());
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        positions.put(partition, offset.offset());
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    @Override
    public void pause(Collection<TopicPartition> some) {
        stopped.addAll(some);
    }

    @Override
    public void resume(Collection<TopicPartition> some) {
        stopped.removeAll(Set.copyOf(some));
    }

    @Override
    public void wakeup() {
        wakeup = true;
        wake();
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        return membership.metadata();
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        ConsumerGroupMetadata self = groupMetadata();
        underWay++;
        long issued = world.time.number();
        link.send(
                "COMMIT_OFFSETS",
                () -> world.broker.group.commit(self.memberId(), self.generationId(), issued, offsets),
                failure -> {
                    underWay--;
                    if (callback != null) {
                        answers.add(() -> callback.onComplete(offsets, failure));
                    }
                    wake();
                });
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration atMost) {
        process.check();
        long start = world.time.now();
        while (underWay > 0) {
            if (world.time.now() - start > atMost.toNanos()) {
                throw new TimeoutException("commits are under way");
            }
            world.time.sleep(process, NAP);
        }
        answer();
        if (!offsets.isEmpty()) {
            ConsumerGroupMetadata self = groupMetadata();
            long issued = world.time.number();
            link.call("COMMIT_OFFSETS", () -> {
                world.broker.group.commit(self.memberId(), self.generationId(), issued, offsets);
                return true;
            });
        }
    }

    /** Leaves the group. */
    @Override
    public void close(CloseOptions options) {
        gone = true;
        membership.leave();
    }
}
