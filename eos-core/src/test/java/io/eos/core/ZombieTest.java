package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.MessageId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node whose partition was taken away while its handler ran, and that does not know: it comes back after its successor is done. */
class ZombieTest {
    private static final int IDS = 40;

    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<Integer> blocked = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> owners = new ConcurrentHashMap<>();

    @ParameterizedTest
    @EnumSource
    void neitherRecordsNorCommitsNorPublishes(HandlerKind kind) throws InterruptedException {
        Rig rig = new Rig(kind, 2);
        rig.send(0, IDS);
        Rig.Node first = rig.node().set("drain-timeout", "200ms").before((message, context) -> {
            if (blocked.add(message.partition())) {
                released.await();
            }
        });
        try (EosProcessor zombie = first.start()) {
            await().atMost(Rig.PATIENCE).until(() -> blocked.size() == 2);
            Rig.Node second = rig.node().before((message, context) -> owners.put(message.partition(), message.key()));
            try (EosProcessor successor = second.start()) {
                await().atMost(Rig.PATIENCE).until(() -> !owners.isEmpty());
                int taken = owners.keySet().iterator().next();
                TopicPartition partition = new TopicPartition(rig.source, taken);
                await().atMost(Rig.PATIENCE).until(() -> offset(rig, partition) == IDS / 2);
                released.countDown();
                rig.awaitDrained(zombie, successor);
                Rig.stop(zombie);
                assertThat(offset(rig, partition)).isEqualTo(IDS / 2);
                assertThat(zombie.counts().processed() + successor.counts().processed())
                        .isEqualTo(IDS);
                // The message that the zombie was at is the partition's first.
                assertThat(rig.memory.admin().lookUp(rig.name, MessageId.business("id-" + taken)))
                        .singleElement()
                        .satisfies(entry -> assertThat(entry.holder()).isEqualTo(successor.node()));
                if (kind == HandlerKind.HANDLE) {
                    assertThat(rig.sink.refused()).containsExactly("v-" + taken);
                }
            }
        }
        rig.assertEffects(Rig.values(0, IDS));
        assertThat(Kafkas.values(rig.deadLetters)).isEmpty();
    }

    private static long offset(Rig rig, TopicPartition partition) {
        var committed = Groups.committed(rig.name, Set.of(partition)).get(partition);
        return committed == null ? 0 : committed.offset();
    }
}
