package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes join and leave under load, with each of the protocols by which Kafka shares partitions out. */
class GroupProtocolTest {
    private static final int IDS = 900;

    /** A group's protocol. */
    enum Protocol {
        EAGER("kafka.consumer.partition.assignment.strategy", RangeAssignor.class.getName()),
        COOPERATIVE("kafka.consumer.partition.assignment.strategy", CooperativeStickyAssignor.class.getName()),
        CONSUMER("kafka.consumer.group.protocol", "consumer");

        private final String setting;
        private final String value;

        Protocol(String setting, String value) {
            this.setting = setting;
            this.value = value;
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of(Protocol.values()).map(protocol -> Arguments.of(kind, protocol)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachMessageHasOneEffect(HandlerKind kind, Protocol protocol) throws InterruptedException {
        Rig rig = new Rig(kind, 4);
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int first = 0; first < IDS; first += 30) {
                rig.send(first, first + 30);
                rig.send(first, first + 10);
            }
        });
        try (EosProcessor one = node(rig, protocol).start()) {
            Rig.until(() -> one.counts().processed() > 20);
            try (EosProcessor second = SameIdTest.startSecond(rig, node(rig, protocol))) {
                Rig.until(() -> second.counts().processed() + second.counts().skipped() > 20 || load.isDone());
            }
            try (EosProcessor third = SameIdTest.startSecond(rig, node(rig, protocol))) {
                Rig.stop(one);
                load.join();
                rig.awaitDrained(third);
            }
            assertThat(one.failure()).isEmpty();
        }
        Poison.verify(rig, IDS);
        if (kind == HandlerKind.HANDLE) {
            // Every node left in good order.
            assertThat(rig.sink.calls()).doesNotHaveDuplicates();
        }
    }

    private static Rig.Node node(Rig rig, Protocol protocol) {
        return Poison.node(rig).set(protocol.setting, protocol.value);
    }
}
