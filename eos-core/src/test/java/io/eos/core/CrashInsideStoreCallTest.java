package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.ClaimRequest;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import io.eos.testkit.SimulatedCrash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node is killed while it calls the store: before the call is applied, or after it is and before the answer comes. Nothing of the dead node reaches
 * the store any more; its successor drains the topic, and each message has one effect or one dead letter.
 */
class CrashInsideStoreCallTest {
    private static final int IDS = 60;
    private static final Duration LEASE = Duration.ofSeconds(1);

    static Stream<Arguments> calls() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> operations(kind)
                        .flatMap(operation -> Stream.of(Failure.CRASH_BEFORE, Failure.CRASH_AFTER)
                                .flatMap(failure -> moments(operation)
                                        .mapToObj(nth -> Arguments.of(kind, operation, nth, failure)))));
    }

    private static Stream<Operation> operations(HandlerKind kind) {
        Stream<Operation> all = Stream.of(
                Operation.PREFLIGHT,
                Operation.REGISTER,
                Operation.AMEND,
                Operation.ACQUIRE,
                Operation.RECORD,
                Operation.PURGE);
        return Stream.concat(
                all,
                switch (kind) {
                    case TRANSFORM -> Stream.of(Operation.FIND);
                    case TRANSACT -> Stream.of(Operation.FIND, Operation.TRANSACT);
                    case HANDLE -> Stream.of(Operation.CLAIM, Operation.RENEW, Operation.RELEASE);
                });
    }

    /** The first record is that of the start; later ones come with results, or (transact) when a dead letter is published. */
    private static IntStream moments(Operation operation) {
        return switch (operation) {
            case RECORD -> IntStream.of(1, 2);
            case FIND, CLAIM, TRANSACT -> IntStream.of(1, 3);
            default -> IntStream.of(1);
        };
    }

    @ParameterizedTest(name = "{0}, {1} {2}, {3}")
    @MethodSource("calls")
    void losesAndDoublesNothing(HandlerKind kind, Operation operation, int nth, Failure failure)
            throws InterruptedException {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        rig.send(0, IDS / 3);
        FailurePlan plan = new FailurePlan().fail(operation, nth, failure);
        FailingStore dying = FailingStore.around(rig.memory, plan);
        crash(victim(rig, operation, plan).store(dying));
        assertThat(dying.crashed()).isTrue();
        assertThat(plan.history()).containsExactly(operation + " " + nth + " " + failure);
        try (EosProcessor successor = node(rig).start()) {
            rig.awaitDrained(successor);
        }
        Poison.verify(rig, IDS);
        if (kind == HandlerKind.HANDLE && handlersHadEnded(operation, failure)) {
            assertThat(rig.sink.calls()).doesNotHaveDuplicates();
        }
    }

    /** Whether the crash cannot have come between a handler's effect and the record of it: there is one partition, so one batch at a time. */
    private static boolean handlersHadEnded(Operation operation, Failure failure) {
        return switch (operation) {
            case RENEW, PURGE -> false;
            case RECORD -> failure == Failure.CRASH_AFTER;
            default -> true;
        };
    }

    private static Rig.Node node(Rig rig) {
        return Poison.node(rig).set("lease", LEASE.toMillis() + "ms").set("idle-flush", "100ms");
    }

    /** A node that comes to the call. */
    private static Rig.Node victim(Rig rig, Operation operation, FailurePlan plan) {
        Rig.Node victim = node(rig);
        switch (operation) {
            case AMEND ->
                Rig.stop(node(rig).set("group-id", rig.name + "-before").start());
            case PURGE -> victim.set("purge-interval", "50ms");
            case RELEASE -> claimElsewhere(rig, MessageId.business("id-3"));
            case RENEW -> victim.before((message, context) -> Rig.until(() -> plan.calls(Operation.RENEW) > 0));
            default -> {
                // Every node comes to it.
            }
        }
        return victim;
    }

    /** The dead letter that takes an output's place is written, or is not, when the node dies. */
    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void whileAnUnpublishableOutputIsReplaced(Failure failure) throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        String large = "v-large".repeat(5_000);
        Kafkas.SERVER.deleteTopic(rig.target);
        Kafkas.SERVER.createTopic(rig.target, 2, Map.of("max.message.bytes", "20000"));
        rig.send(0, 5);
        Kafkas.send(List.of(new ProducerRecord<>(rig.source, 0, "id-large", large)));
        rig.send(5, 10);
        FailurePlan plan = new FailurePlan().failNext(Operation.REPLACE, failure);
        crash(rig.node().store(FailingStore.around(rig.memory, plan)));
        assertThat(plan.history()).containsExactly("REPLACE 1 " + failure);
        try (EosProcessor successor = rig.node().start()) {
            rig.awaitDrained(successor);
        }
        rig.assertEffects(Rig.values(0, 10));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly(large);
    }

    private static void crash(Rig.Node victim) throws InterruptedException {
        try (EosProcessor running = victim.start()) {
            assertThat(running.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(running.failure()).containsInstanceOf(SimulatedCrash.class);
        } catch (SimulatedCrash e) {
            // Before it ran.
        }
    }

    /** Another partition's owner, which dies with it: the claims behind it are given back until its lease has run out. */
    private static void claimElsewhere(Rig rig, MessageId id) {
        // The node adds what it registers with.
        Registration unused = rig.memory.register(ProcessorSpec.of(rig.name, Scope.PROCESSOR, Map.of()));
        Shard other = new Shard(rig.name, new UUID(1, 1), 0);
        Tenure tenure = rig.memory
                .acquire(other, Scope.PROCESSOR, new NodeId("elsewhere"))
                .tenure();
        rig.memory.claim(tenure, List.of(new ClaimRequest(id, 1, false)), LEASE.multipliedBy(3));
    }
}
