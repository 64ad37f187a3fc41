package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.ResultStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** When a round sends, ends and is given up. */
class PublisherTest {
    private static final int BATCH = 4;

    private long nanos;
    private final BatchRig rig = new BatchRig();
    private final NodeContext shared = rig.shared(rig.builder()
            .set("batch-size", Integer.toString(BATCH))
            .set("commit-interval", "1s")
            .clock(new LoopClock() {
                @Override
                public long nanos() {
                    return nanos;
                }

                @Override
                public Instant now() {
                    return Instant.EPOCH;
                }
            })
            .transform(new ByteArraySerializer(), new ByteArraySerializer(), (message, context) -> List.of()));
    private final ShardView view = rig.successor(shared, List.of(), List.of(), new AtomicInteger(1));
    private final ShardLane one = lane(0);
    private final ShardLane two = lane(1);

    private final Mailbox mailbox = new Mailbox();
    private final List<PublishUnit> published = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean broken;
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(
                    true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> record, Callback callback) {
                    if (broken && uncommittedRecords().size() == BATCH) {
                        throw new LinkageError("on purpose");
                    }
                    return super.send(record, callback);
                }
            };
    private final Publisher publisher = new Publisher(
            shared,
            new TransactionRound(
                    () -> producer, names -> Map.of("target", new TopicIds.Topic(new UUID(7, 7), 1, false))),
            tasks::add,
            mailbox,
            new Timers(shared.clock()),
            new MockConsumer<byte[], byte[]>("none")::groupMetadata,
            new Events());

    private ShardLane lane(int partition) {
        ShardLane lane = new ShardLane(new TopicPartition("source", partition), new UUID(0, 0));
        lane.started(
                new ShardStart.Started(rig.shard, view.writer(), false, 10, -1, 10, new TreeMap<>(), List.of()), 0);
        return lane;
    }

    private PublishUnit offer(ShardLane lane, long first, int messages) {
        List<Outgoing> outgoing = new ArrayList<>();
        for (long offset = first; offset < first + messages; offset++) {
            outgoing.add(new Outgoing(
                    MessageId.business("id-" + offset), rig.stored(offset, ResultStatus.PROCESSED), null, true));
        }
        PublishUnit unit = new PublishUnit(
                lane,
                outgoing,
                first + messages,
                -1,
                messages,
                0,
                false,
                shared.clock().nanos());
        publisher.offer(unit);
        return unit;
    }

    private void publish(boolean now) {
        publisher.publishDue(now);
        runTasks();
        assertThat(failures).isEmpty();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        mailbox.runAll();
    }

    /** Part of a transaction is no transaction. */
    @Test
    void nothingIsCommittedAfterAnErrorHalfWay() {
        broken = true;
        offer(one, 10, 2 * BATCH);
        publisher.publishDue(false);
        publisher.publishDue(true);
        runTasks();
        assertThat(failures).first().isInstanceOf(LinkageError.class);
        offer(two, 10, 1);
        publisher.publishDue(true);
        runTasks();
        assertThat(producer.commitCount()).isZero();
        assertThat(published).isEmpty();
        assertThat(publisher.runs(one)).as("nobody waits for it").isFalse();
    }

    @Test
    void aLittleWaitsForTheEndOfTheInterval() {
        offer(one, 10, 2 * BATCH - 1);
        publish(false);
        assertThat(producer.transactionInFlight()).isFalse();
        nanos += Duration.ofSeconds(1).toNanos();
        publish(false);
        assertThat(producer.history()).hasSize(2 * BATCH - 1);
    }

    @Test
    void muchIsSentBeforeTheIntervalEnds() {
        PublishUnit first = offer(one, 10, BATCH);
        PublishUnit second = offer(two, 10, BATCH);
        publish(false);
        assertThat(producer.uncommittedRecords()).hasSize(2 * BATCH);
        assertThat(published).isEmpty();
        PublishUnit third = offer(one, 14, 1);
        publish(false);
        assertThat(producer.uncommittedRecords())
                .as("the little after it waits")
                .hasSize(2 * BATCH);
        publish(true);
        assertThat(published).containsExactly(first, second, third);
        assertThat(producer.history()).hasSize(2 * BATCH + 1);
        assertThat(producer.transactionInFlight()).isFalse();
    }

    @Test
    void whatAClosedLaneHasSentIsNotCommitted() {
        PublishUnit kept = offer(one, 10, BATCH);
        offer(two, 10, BATCH);
        publish(false);
        assertThat(publisher.runs(two)).isTrue();
        two.close();
        publish(true);
        assertThat(producer.transactionAborted()).isTrue();
        assertThat(publisher.runs(two)).isFalse();
        publish(true);
        publish(true);
        assertThat(published).containsExactly(kept);
        assertThat(producer.history()).hasSize(BATCH);
    }

    /** Otherwise all that comes in the meantime would be sent in vain. */
    @Test
    void aRoundThatFailedWhileItWasSentEndsAtOnce() {
        producer.sendException = new KafkaException("refused on purpose");
        offer(one, 10, 2 * BATCH);
        publish(false);
        assertThat(producer.transactionAborted()).isTrue();
        assertThat(publisher.runs(one)).as("until it is told").isTrue();
        publish(false);
        assertThat(publisher.runs(one)).isFalse();
        assertThat(publisher.holds(one)).as("to be repeated").isTrue();
    }

    private final class Events implements Publisher.LaneEvents {
        @Override
        public void committed(long records) {}

        @Override
        public void published(PublishUnit unit) {
            published.add(unit);
        }

        @Override
        public void unpublishable(PublishUnit unit, Outgoing outgoing, Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void unknown(ShardLane lane, Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void outdated(ShardLane lane) {
            throw new AssertionError("nothing is old");
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    }
}
