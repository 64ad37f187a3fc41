package io.eos.core;

import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.ResultStore;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Runs a handler without a broker, for unit tests: a message goes through identity, decoding, lookup or claim, retries, dead letters and the
 * recording of its result, by the code that runs in production. Only the group, the offsets and the publishing are left out; what would be
 * published is returned.
 *
 * <pre>{@code
 * var harness = HandlerHarness.of(definition, new InMemoryResultStore());
 * var first = harness.deliver("payments", "key".getBytes(UTF_8), "value".getBytes(UTF_8));
 * var again = harness.deliver("payments", "key".getBytes(UTF_8), "value".getBytes(UTF_8));
 * assertEquals(HandlerHarness.Fate.DUPLICATE, again.fate());
 * }</pre>
 *
 * <p>Pauses between retries are skipped. Not thread-safe.
 */
public final class HandlerHarness {
    private static final int MOST_TURNS = 10_000;

    private final ProcessorStart.Plan plan;
    private final NodeContext shared;
    private final ItemRules rules;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>();

    private HandlerHarness(ProcessorStart.Plan plan, ResultStore store) {
        this.plan = plan;
        Batches.checkFit(plan.work(), store);
        Settings settings = plan.settings();
        NodeId node = NodeId.random("harness");
        DeadLetters deadLetters = new DeadLetters(settings.deadLetterTopic(), settings.processor(), node);
        ResultFactory results = new ResultFactory(
                plan.work().kind(),
                node,
                plan.clock(),
                deadLetters,
                store.traits().maxResultBytes());
        this.shared = new NodeContext(
                settings,
                plan.work(),
                store,
                plan.identity(),
                plan.decoder(),
                results,
                new OutputRules(HandlerHarness::everyTopicExists, 1 << 20, plan.clock()),
                new LeaseKeeper(store, settings.lease(), plan.clock()),
                CallOrder.PARTITION,
                node,
                plan.clock(),
                Probe.NONE,
                LoopMetrics.NONE,
                new MessageLog(settings, plan.clock()));
        this.rules =
                new ItemRules(shared, new Nonces(ThreadLocalRandom.current().nextLong()));
        store.register(ProcessorSpec.of(settings.processor(), settings.scope(), Map.of()));
    }

    /**
     * {@return a harness for what would be started}
     *
     * @param definition as for production; its broker is never asked, and its own store is never opened
     * @param store where results go
     * @throws io.eos.api.InvalidConfigurationException if a {@code transact} handler needs transactions that the store does not have, such as
     *     a {@code Connection} of the in-memory store: take {@code jdbc:h2:mem:} then
     */
    public static HandlerHarness of(ProcessorDefinition definition, ResultStore store) {
        return new HandlerHarness(ProcessorBuilder.plan(definition), store);
    }

    /** What became of a message. */
    public enum Fate {
        /** The handler succeeded, and its result counts. */
        PROCESSED,
        /** A result existed. */
        DUPLICATE,
        /** It is a dead letter. */
        DEAD_LETTER
    }

    /**
     * A delivery's end.
     *
     * @param published what would be published, dead letters among it
     * @param calls how often the handler was called for it
     * @param failure why it is a dead letter: what the handler threw last, or what kept the message from it; empty where it is none, and where
     *     no exception made it one, as when its id is taken by another payload
     */
    public record Delivery(
            Fate fate, List<ProducerRecord<byte[], byte[]>> published, int calls, Optional<Throwable> failure) {
        /**
         * Copies the list.
         *
         * @param fate what became of the message
         * @param published what would be published, dead letters among it
         * @param calls how often the handler was called for it
         * @param failure why it is a dead letter, if an exception made it one
         */
        public Delivery {
            published = List.copyOf(published);
        }
    }

    /**
     * Delivers a message to partition 0.
     *
     * @param topic one that the definition consumes
     * @param key or null
     * @param value or null
     * @return what became of it
     */
    public Delivery deliver(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return deliver(new ProducerRecord<>(topic, 0, key, value));
    }

    /**
     * Delivers a message of texts in UTF-8 to partition 0.
     *
     * @param topic one that the definition consumes
     * @param key or null
     * @param value or null
     * @return what became of it
     */
    public Delivery deliver(String topic, @Nullable String key, @Nullable String value) {
        return deliver(topic, bytes(key), bytes(value));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Delivers a message, at the next offset of its partition; of partition 0 if it names none.
     *
     * @param message to one of the topics that the definition consumes
     * @return what became of it
     */
    public Delivery deliver(ProducerRecord<byte[], byte[]> message) {
        Integer partition = message.partition();
        TopicPartition at = new TopicPartition(message.topic(), partition == null ? 0 : partition);
        Lane lane = lanes.computeIfAbsent(at, this::open);
        ConsumerRecord<byte[], byte[]> raw = raw(message, at, lane.next++);
        ShardView view = lane.view(raw.offset());
        Batch batch = Batches.of(shared, rules, view, List.of(raw), raw.offset() + 1);
        run(batch, at);
        return delivery(batch);
    }

    private static void run(Batch batch, TopicPartition at) {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            if (batch.advance() instanceof Turn.Done) {
                return;
            }
        }
        throw new IllegalStateException("a message of " + at + " was not settled after " + MOST_TURNS
                + " turns: does another node hold a claim on its id?");
    }

    private static Delivery delivery(Batch batch) {
        Item item = batch.items().get(0);
        List<ProducerRecord<byte[], byte[]>> published = batch.outcome().outgoing().stream()
                .flatMap(outgoing -> outgoing.result().outputs().stream().map(outgoing::record))
                .toList();
        Fate fate = switch (item.fate) {
            case RECORDED, UNRECORDED -> status(item.result());
            default -> Fate.DUPLICATE;
        };
        return new Delivery(
                fate,
                published,
                item.attempts,
                Optional.ofNullable(item.failure).filter(failure -> fate == Fate.DEAD_LETTER));
    }

    private static Fate status(StoredResult result) {
        return result.status() == ResultStatus.DEAD_LETTER ? Fate.DEAD_LETTER : Fate.PROCESSED;
    }

    private Lane open(TopicPartition at) {
        UUID topicId = UUID.nameUUIDFromBytes(at.topic().getBytes(StandardCharsets.UTF_8));
        Shard shard = new Shard(plan.settings().processor(), topicId, at.partition());
        Acquisition won = shared.store().acquire(shard, plan.settings().scope(), shared.node());
        long start = Math.max(0, won.last().watermark());
        return new Lane(at, shard, new ShardWriter(shared.store(), shared.clock(), won.tenure(), won.last()), start);
    }

    private static ConsumerRecord<byte[], byte[]> raw(
            ProducerRecord<byte[], byte[]> message, TopicPartition at, long offset) {
        Long timestamp = message.timestamp();
        return new ConsumerRecord<>(
                at.topic(),
                at.partition(),
                offset,
                timestamp == null ? System.currentTimeMillis() : timestamp,
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                message.key(),
                message.value(),
                new RecordHeaders(message.headers()),
                Optional.empty());
    }

    private static Map<String, TopicIds.Topic> everyTopicExists(Collection<String> names) {
        return names.stream()
                .collect(Collectors.toMap(
                        Function.identity(), name -> new TopicIds.Topic(new UUID(0, 0), Integer.MAX_VALUE, false)));
    }

    private static final class Lane {
        private final TopicPartition partition;
        private final Shard shard;
        private final ShardWriter writer;
        private final long start;
        private long next;

        Lane(TopicPartition partition, Shard shard, ShardWriter writer, long next) {
            this.partition = partition;
            this.shard = shard;
            this.writer = writer;
            this.start = next;
            this.next = next;
        }

        ShardView view(long offset) {
            return new ShardView(
                    partition,
                    shard,
                    writer,
                    false,
                    0,
                    start,
                    offset,
                    offset,
                    -1,
                    List.of(),
                    new TreeMap<>(),
                    () -> true);
        }
    }
}
