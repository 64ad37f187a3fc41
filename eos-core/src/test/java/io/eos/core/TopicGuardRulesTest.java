package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Scope;
import io.eos.spi.ProcessorSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which records a look-up of their topic's id covers: step by step, with the answer when the test gives it. */
class TopicGuardRulesTest {
    private static final TopicPartition PARTITION = new TopicPartition("source", 0);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final BatchRig rig = new BatchRig();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong updates = new AtomicLong(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final Deque<Runnable> lookups = new ArrayDeque<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private UUID topicId = rig.shard.topicId();
    private long offset;
    private ConsumerLoop loop = loop();

    @BeforeEach
    void owned() {
        loop.subscribe();
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.rebalance(List.of(PARTITION));
        rounds();
    }

    @Test
    void whatIsFetchedBeforeTheLookupBeginsIsCovered() {
        fetch();
        rounds();
        assertThat(begun).hasValue(0);
        answer();
        assertThat(begun).hasValue(1);
    }

    @Test
    void whatIsFetchedLaterIsCoveredWhileTheConsumerIsToldNothing() {
        covered();
        fetch();
        rounds();
        assertThat(begun).hasValue(2);
        assertThat(lookups).isEmpty();
    }

    @Test
    void whatIsFetchedAfterAnUpdateWaits() {
        covered();
        updates.incrementAndGet();
        fetch();
        rounds();
        assertThat(begun).hasValue(1);
        topicId = new UUID(9, 9);
        answer();
        assertThat(begun).as("batches of the old topic's tenure").hasValue(1);
    }

    @Test
    void anUpdateWhileTheLookupIsUnderWayIsNotCovered() {
        pass(LONG);
        fetch();
        rounds();
        updates.incrementAndGet();
        fetch();
        rounds();
        answer();
        assertThat(begun).as("what was fetched before the look-up").hasValue(1);
        rounds();
        assertThat(lookups).as("the next one").hasSize(1);
    }

    @Test
    void soonAfterAnUpdateNothingThatComesLaterIsCovered() {
        fetch();
        rounds();
        answer();
        fetch();
        rounds();
        assertThat(begun).hasValue(1);
        assertThat(lookups).hasSize(1);
    }

    @Test
    void whereTopicsAreReadByNameEachFetchIsLookedUp() {
        updates.set(MetadataUpdates.UNKNOWN);
        covered();
        fetch();
        rounds();
        assertThat(begun).hasValue(1);
        assertThat(lookups).hasSize(1);
    }

    /** The first batch, confirmed by a look-up long after the last update. */
    private void covered() {
        pass(LONG);
        fetch();
        rounds();
        answer();
        assertThat(begun).hasValue(1);
    }

    private void pass(Duration time) {
        rounds();
        nanos.addAndGet(time.toNanos());
    }

    private void fetch() {
        consumer.addRecord(BatchRig.record(offset++));
    }

    private void rounds() {
        for (int i = 0; i < 5; i++) {
            loop.doWork();
        }
    }

    private void answer() {
        lookups.remove().run();
        rounds();
    }

    private ConsumerLoop loop() {
        LoopClock clock = new LoopClock() {
            @Override
            public long nanos() {
                return nanos.get();
            }

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }
        };
        NodeContext shared =
                rig.shared(rig.builder().clock(clock).probe(this::reached).handle((message, context) -> {}));
        rig.register();
        UUID incarnation = rig.others()
                .register(ProcessorSpec.of(rig.processor, Scope.PROCESSOR, Map.of()))
                .incarnation();
        TopicIds topics = names -> Map.of("source", new TopicIds.Topic(topicId, 1, false));
        Settings settings = shared.settings();
        GroupOffsets offsets = new NoOffsets();
        return new ConsumerLoop(
                shared,
                new LoopParts(
                        consumer,
                        new Mailbox(),
                        new StartRule(HandlerKind.HANDLE, incarnation, settings.startAt(), Optional.empty()),
                        topics,
                        updates::get,
                        new TopicWatch(settings, (all, problems) -> {}, Map.of()),
                        offsets,
                        new FormerGroups(settings, incarnation, rig.others(), group -> false, offsets),
                        new ItemRules(shared, new Nonces(1)),
                        new TransactionRound(MockProducer::new, topics),
                        Runnable::run,
                        Runnable::run,
                        lookups::add,
                        Runnable::run));
    }

    private void reached(Step step, TopicPartition partition) {
        if (step == Step.POLLED) {
            begun.incrementAndGet();
        }
    }

    /** A group that has committed nothing. */
    private static final class NoOffsets implements GroupOffsets {
        @Override
        public Map<TopicPartition, OffsetAndMetadata> stable(Collection<TopicPartition> partitions) {
            return Map.of();
        }

        @Override
        public Map<TopicPartition, OffsetAndMetadata> stable(String group, Collection<TopicPartition> partitions) {
            return Map.of();
        }

        @Override
        public Range range(TopicPartition partition) {
            return new Range(0, 0);
        }
    }
}
