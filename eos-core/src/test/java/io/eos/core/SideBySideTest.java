package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ordering=key} and {@code none}: what nothing binds runs at the same time, and counts once all the same. */
class SideBySideTest {
    private static final int IDS = 200;
    private static final int KEYS = 4;

    static Stream<Arguments> kindsAndOrderings() {
        return Stream.of(HandlerKind.TRANSFORM, HandlerKind.HANDLE)
                .flatMap(kind -> Stream.of("key", "none").map(ordering -> Arguments.of(kind, ordering)));
    }

    /** Handlers wait until as many are called as there are keys: one after another they would wait for ever. */
    @ParameterizedTest
    @MethodSource("kindsAndOrderings")
    void ofOnePartition(HandlerKind kind, String ordering) {
        Rig rig = new Rig(kind, 1);
        send(rig, 0, IDS);
        CountDownLatch together = new CountDownLatch(KEYS);
        try (EosProcessor node = node(rig, ordering)
                .before((message, context) -> {
                    together.countDown();
                    if (!together.await(30, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("the others are not called");
                    }
                })
                .start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, IDS));
        assertThat(Kafkas.values(rig.deadLetters)).isEmpty();
    }

    /** Handlers fail at random, and some messages for good. */
    @ParameterizedTest
    @EnumSource(names = {"TRANSFORM", "HANDLE"})
    void inTheOrderOfTheirKey(HandlerKind kind) {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Rig rig = new Rig(kind, 1);
        send(rig, 0, IDS);
        Map<String, List<Long>> succeeded = new ConcurrentHashMap<>();
        Set<String> inside = ConcurrentHashMap.newKeySet();
        Set<String> together = ConcurrentHashMap.newKeySet();
        try (EosProcessor node = node(rig, "key")
                .set("handler-retries", "1000")
                .set("retry-backoff", "1ms")
                .before((message, context) -> {
                    if (!inside.add(message.key())) {
                        together.add(message.value());
                    }
                    try {
                        failSometimes(random, message);
                        succeeded
                                .computeIfAbsent(message.key(), any -> Collections.synchronizedList(new ArrayList<>()))
                                .add(message.offset());
                    } finally {
                        inside.remove(message.key());
                    }
                })
                .start()) {
            rig.awaitDrained(node);
        }
        assertThat(together).as("called while another one with its key was").isEmpty();
        succeeded.values().forEach(offsets -> assertThat(offsets).isSorted().doesNotHaveDuplicates());
        assertThat(succeeded).hasSize(KEYS);
        List<String> expected = new ArrayList<>(Rig.values(0, IDS));
        expected.removeIf(value -> value.endsWith("7"));
        rig.assertEffects(expected);
        assertThat(Kafkas.values(rig.deadLetters)).hasSize(IDS / 10);
    }

    private static void failSometimes(Random random, ConsumerRecord<String, String> message) {
        if (message.value().endsWith("7")) {
            throw new RejectedMessageException("sevens are poison");
        }
        synchronized (random) {
            if (random.nextInt(10) == 0) {
                throw new IllegalStateException("for once");
            }
        }
    }

    /** Whoever ends first: a reader sees the outputs in the order of their sources. */
    @ParameterizedTest
    @ValueSource(strings = {"key", "none"})
    void areNotPublishedSideBySide(String ordering) {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        send(rig, 0, IDS);
        try (EosProcessor node = node(rig, ordering).start()) {
            rig.awaitDrained(node);
        }
        Map<Integer, List<Integer>> published = new ConcurrentHashMap<>();
        for (ConsumerRecord<String, String> output : Kafkas.readAll(rig.target)) {
            published
                    .computeIfAbsent(output.partition(), any -> new ArrayList<>())
                    .add(Integer.valueOf(output.value().substring(2)));
        }
        assertThat(published).isNotEmpty();
        published.values().forEach(ids -> assertThat(ids).isSorted().doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "none"})
    void notInOneTransaction(String ordering) {
        Rig rig = new Rig(HandlerKind.TRANSACT, 1);
        assertThatThrownBy(() -> node(rig, ordering).start())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("eos.ordering was '" + ordering + "' but must be partition")
                .hasMessageContaining("transact");
    }

    private static Rig.Node node(Rig rig, String ordering) {
        return rig.node()
                .set("ordering", ordering)
                .set("claim-batch", "20")
                .identity(MessageIdentity.<String, String>of(ConsumerRecord::value));
    }

    private static void send(Rig rig, int first, int last) {
        List<ProducerRecord<String, String>> records = new ArrayList<>();
        for (int id = first; id < last; id++) {
            records.add(new ProducerRecord<>(rig.source, 0, "k-" + id % KEYS, "v-" + id));
        }
        Kafkas.send(records);
    }
}
