package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Scope;
import io.eos.spi.ProcessorSpec;
import io.eos.testkit.InMemoryResultStore.Snapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store was emptied, or went back: it is said, and then done what the setting wants. A group that ran before eos is none of this. */
class LostHistoryTest {
    private static final int OLD = 60;
    private static final int NEW = 100;

    @ParameterizedTest
    @EnumSource
    void anEmptiedStoreIsReported(HandlerKind kind) {
        Rig rig = processed(kind);
        rig.memory.wipe();
        rig.send(OLD, NEW);
        try (Logs logs = new Logs();
                EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
            assertReported(logs);
        }
        // transact goes back by default: its effects were lost with the results.
        rig.assertEffects(Rig.values(0, NEW));
    }

    @Test
    void reprocessCallsTheHandlerAgain() {
        Rig rig = processed(HandlerKind.HANDLE);
        rig.memory.wipe();
        rig.send(OLD, NEW);
        try (Logs logs = new Logs();
                EosProcessor node =
                        rig.node().set("on-lost-history", "reprocess").start()) {
            rig.awaitDrained(node);
            assertReported(logs);
            assertThat(node.counts().processed()).isEqualTo(NEW);
        }
        // A sink that knows tokens refuses some: those of an emptied store start anew.
        assertThat(rig.sink.calls().size() + rig.sink.refused().size()).isEqualTo(OLD + NEW);
    }

    @ParameterizedTest
    @EnumSource
    void stopStops(HandlerKind kind) throws InterruptedException {
        Rig rig = processed(kind);
        rig.memory.wipe();
        rig.send(OLD, NEW);
        try (EosProcessor node = rig.node().set("on-lost-history", "stop").start()) {
            assertThat(node.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(node.state()).isEqualTo(EosProcessor.State.FAILED);
            assertThat(node.failure()).get().isInstanceOf(ProcessorStoppedException.class);
            assertThat(node.counts().processed()).isZero();
        }
        assertThat(Groups.lag(rig.name, rig.source)).isEqualTo(NEW - OLD);
    }

    /** As an asynchronous replica that takes over. */
    @ParameterizedTest
    @EnumSource
    void aStoreThatGoesBackWhileItIsUsedIsReported(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, 20);
        try (Logs logs = new Logs();
                EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
            Snapshot early = rig.memory.snapshot();
            rig.send(20, OLD);
            rig.awaitDrained(node);
            // Their offset says that the store acknowledged all before them, also with transform.
            rig.send(OLD, OLD + 20);
            rig.awaitDrained(node);
            rig.memory.restore(early);
            rig.send(OLD + 20, NEW);
            rig.awaitDrained(node);
            assertReported(logs);
        }
        rig.assertEffects(Rig.values(0, NEW));
    }

    /** A node that went on would begin without knowing what was lost. */
    @ParameterizedTest
    @EnumSource
    void aNodeStopsWhenTheStoreIsEmptiedUnderIt(HandlerKind kind) throws InterruptedException {
        Rig rig = new Rig(kind, 1);
        rig.send(0, OLD);
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
            rig.memory.wipe();
            rig.send(OLD, NEW);
            assertThat(node.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(node.failure())
                    .get()
                    .isInstanceOf(ProcessorStoppedException.class)
                    .asString()
                    .contains(rig.name, "was the store emptied?");
        }
        try (Logs logs = new Logs();
                EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
            assertReported(logs);
        }
        rig.assertEffects(Rig.values(0, NEW));
    }

    @Test
    void aNodeStopsWhenAnotherRegistersTheProcessorInAnEmptiedStore() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        rig.send(0, OLD);
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
            rig.memory.wipe();
            rig.memory.register(ProcessorSpec.of(rig.name, Scope.PROCESSOR, Map.of()));
            rig.send(OLD, NEW);
            assertThat(node.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(node.failure())
                    .get()
                    .isInstanceOf(ProcessorStoppedException.class)
                    .asString()
                    .contains("emptied or replaced while processor " + rig.name + " ran");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGroupThatRanBeforeEosIsAdoptedWhereItStood(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, OLD);
        Groups.alter(rig.name, rig.source, 20);
        try (Logs logs = new Logs();
                EosProcessor node = rig.node().set("on-lost-history", "stop").start()) {
            rig.awaitDrained(node);
            assertThat(logs.lines()).noneMatch(line -> line.startsWith("ERROR"));
            assertThat(logs.lines()).anyMatch(line -> line.contains("was consumed without eos before"));
        }
        // Twenty of each of the two partitions were done.
        rig.assertEffects(Rig.values(40, OLD));
    }

    private static void assertReported(Logs logs) {
        Rig.until(() -> logs.lines().stream()
                .anyMatch(line -> line.startsWith("ERROR") && line.contains(": lost history on ")));
    }

    private static Rig processed(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, OLD);
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
        }
        return rig;
    }
}
