package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages of a partition take effect in their order, also when some fail at first; and what fails holds up no other partition. */
class OrderTest {
    private static final int IDS = 150;
    private static final int PARTITIONS = 3;

    @ParameterizedTest
    @EnumSource
    void perPartitionWithFailures(HandlerKind kind) {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Rig rig = new Rig(kind, PARTITIONS);
        rig.send(0, IDS);
        Map<Integer, List<Long>> succeeded = new ConcurrentHashMap<>();
        try (EosProcessor node = rig.node()
                .set("retry-backoff", "1ms")
                .set("handler-retries", "1000")
                .before((message, context) -> {
                    synchronized (random) {
                        if (random.nextInt(10) == 0) {
                            throw new IllegalStateException("for once");
                        }
                    }
                    succeeded
                            .computeIfAbsent(
                                    message.partition(), any -> Collections.synchronizedList(new ArrayList<>()))
                            .add(message.offset());
                })
                .start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, IDS));
        if (kind == HandlerKind.TRANSACT) {
            // Handlers run again after a rollback; what counts is the order of commits.
            assertInOrder(rig.memory.ledger());
        } else {
            succeeded.values().forEach(offsets -> assertThat(offsets).isSorted().doesNotHaveDuplicates());
        }
    }

    private static void assertInOrder(List<String> ledger) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int only = partition;
            List<Integer> ids = ledger.stream()
                    .map(value -> Integer.valueOf(value.substring(2)))
                    .filter(id -> id % PARTITIONS == only)
                    .toList();
            assertThat(ids).isSorted();
        }
    }

    /** With one worker for all partitions. */
    @ParameterizedTest
    @EnumSource
    void aPoisonMessageHoldsUpNoOtherPartition(HandlerKind kind) {
        Rig rig = new Rig(kind, PARTITIONS);
        AtomicInteger others = new AtomicInteger();
        int expected = IDS - IDS / PARTITIONS;
        rig.send(0, IDS);
        try (EosProcessor node = rig.node()
                .set("workers", "1")
                .set("handler-retries", "1000")
                .before((message, context) -> {
                    if (message.key().equals("id-0")) {
                        if (others.get() < expected) {
                            throw new IllegalStateException("until all others are done");
                        }
                        throw new RejectedMessageException("poison");
                    }
                    if (message.partition() != 0) {
                        others.incrementAndGet();
                    }
                })
                .start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(1, IDS));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("v-0");
    }

    /** One transaction per message until the one that fails is out of the way: its neighbours are not run for each of them again. */
    @Test
    void aPoisonMessageCostsItsNeighboursAFewCallsOnly() {
        Rig rig = new Rig(HandlerKind.TRANSACT, 1);
        Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        rig.send(0, IDS);
        try (EosProcessor node = rig.node()
                .set("batch-size", "150")
                .set("max-buffered", "300")
                .before((message, context) -> {
                    count(calls, message);
                    if (message.key().equals("id-140")) {
                        throw new RejectedMessageException("poison");
                    }
                })
                .start()) {
            rig.awaitDrained(node);
        }
        List<String> expected = new ArrayList<>(Rig.values(0, IDS));
        expected.remove("v-140");
        assertThat(rig.memory.ledger()).containsExactlyElementsOf(expected);
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("v-140");
        int most = IntStream.range(0, IDS)
                .map(id -> calls.getOrDefault("id-" + id, new AtomicInteger()).get())
                .max()
                .orElseThrow();
        // In the batch, alone, and in the rest of a batch.
        assertThat(most).isLessThanOrEqualTo(3);
    }

    private static void count(Map<String, AtomicInteger> calls, ConsumerRecord<String, String> message) {
        calls.computeIfAbsent(message.key(), any -> new AtomicInteger()).incrementAndGet();
    }
}
