package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A topic is deleted and made again under its name: all of its new messages are processed, once. */
class TopicMadeAgainTest {
    private static final int OLD = 60;
    private static final int NEW = 200;

    static Stream<Arguments> kindsAndIdentities() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of("key", "coordinates").map(identity -> Arguments.of(kind, identity)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndIdentities")
    void whileStopped(HandlerKind kind, String identity) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, OLD);
        try (EosProcessor node = node(rig, identity).start()) {
            rig.awaitDrained(node);
        }
        makeAgain(rig);
        rig.send(OLD, NEW);
        try (EosProcessor node = node(rig, identity).start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, NEW));
    }

    @ParameterizedTest
    @EnumSource
    void whileRunning(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        AtomicInteger lookups = new AtomicInteger();
        try (EosProcessor node = node(rig, "key")
                .clients(TopicGuardTest.countingLookups(lookups))
                .start()) {
            // From then on the node processes what it fetches without a look at the topic's id.
            int old = rig.sendUntilCovered(node, lookups, 0);
            rig.awaitDrained(node);
            makeAgain(rig);
            rig.send(old, old + NEW);
            Rig.until(() -> rig.effects().size() >= old + NEW);
            rig.awaitDrained(node);
            rig.assertEffects(Rig.values(0, old + NEW));
        }
    }

    /** Its producers send everything again: by their ids the old messages are known, wherever they now lie. */
    @ParameterizedTest
    @EnumSource
    void withItsOldMessagesInOtherPlaces(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, OLD);
        try (EosProcessor node = node(rig, "key").start()) {
            rig.awaitDrained(node);
        }
        makeAgain(rig);
        rig.send(10, NEW);
        try (EosProcessor node = node(rig, "key").start()) {
            rig.awaitDrained(node);
            assertThat(node.counts().skipped()).isEqualTo(OLD - 10);
        }
        List<String> expected = new ArrayList<>(Rig.values(0, NEW));
        rig.assertEffects(expected);
    }

    private static Rig.Node node(Rig rig, String identity) {
        return rig.node().identity(MessageIdentity.parse(identity));
    }

    private static void makeAgain(Rig rig) {
        Kafkas.SERVER.deleteTopic(rig.source);
        Kafkas.SERVER.createTopic(rig.source, rig.partitions);
    }
}
