package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The store does not answer, or answers too late, or twice: each message has one effect all the same. */
class OutageTest {
    private static final int IDS = 150;

    /** What the last run's plain sink saw. */
    private List<String> calls = List.of();

    static Stream<Arguments> kindsAndFailures() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of(Failure.BEFORE, Failure.AFTER, Failure.DELAYED, Failure.DUPLICATED)
                        .map(failure -> Arguments.of(kind, failure)));
    }

    /** Each operation in turn, at its second and its fourth call. */
    @ParameterizedTest
    @MethodSource("kindsAndFailures")
    void everyOperationFailsInTurn(HandlerKind kind, Failure failure) {
        for (Operation operation : operations(kind)) {
            if (operation.writes() || failure == Failure.BEFORE) {
                FailurePlan plan = new FailurePlan().fail(operation, 2, failure).fail(operation, 4, failure);
                run(kind, plan, () -> {});
                assertThat(plan.history()).as("%s %s", operation, failure).isNotEmpty();
                if (kind == HandlerKind.HANDLE && !(operation == Operation.ACQUIRE && failure == Failure.DELAYED)) {
                    // An acquisition that arrives late fences this node's own tenure, between effect and record.
                    assertThat(calls).as("%s %s", operation, failure).doesNotHaveDuplicates();
                }
            }
        }
    }

    private static List<Operation> operations(HandlerKind kind) {
        return switch (kind) {
            case TRANSFORM -> List.of(Operation.ACQUIRE, Operation.FIND, Operation.RECORD);
            case TRANSACT -> List.of(Operation.ACQUIRE, Operation.FIND, Operation.RECORD, Operation.TRANSACT);
            case HANDLE -> List.of(Operation.ACQUIRE, Operation.CLAIM, Operation.RECORD);
        };
    }

    @ParameterizedTest
    @EnumSource
    void anythingFailsAtRandom(HandlerKind kind) {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("seed " + seed);
        var failures = EnumSet.of(Failure.BEFORE, Failure.AFTER, Failure.DELAYED, Failure.DUPLICATED);
        FailurePlan plan = new FailurePlan();
        // From then on: a store that does not answer at the start is refused, not ridden out.
        run(kind, plan, () -> plan.failRandomly(seed, 0.15, failures));
    }

    private void run(HandlerKind kind, FailurePlan plan, Runnable whenStarted) {
        Rig rig = new Rig(kind, 3);
        rig.send(0, IDS);
        rig.send(0, IDS / 3);
        // What was delayed arrives some calls later.
        plan.beforeEach(operation -> {
            if (plan.delayed() > 0 && plan.calls(operation) % 3 == 0) {
                plan.deliver();
            }
        });
        try (EosProcessor node = Poison.node(rig)
                .set("lease", "10s")
                .set("idle-flush", "100ms")
                .store(FailingStore.around(rig.memory, plan))
                .start()) {
            whenStarted.run();
            rig.awaitDrained(node);
            plan.heal();
            plan.deliver();
        }
        Poison.verify(rig, IDS);
        calls = rig.sink.calls();
    }

    /** Half way, and until several calls failed. */
    @ParameterizedTest
    @EnumSource
    void anOutageIsRiddenOut(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        FailurePlan plan = new FailurePlan();
        rig.send(0, IDS / 2);
        try (EosProcessor node =
                Poison.node(rig).store(FailingStore.around(rig.memory, plan)).start()) {
            rig.awaitDrained(node);
            plan.outage();
            rig.send(IDS / 2, IDS);
            Rig.until(() -> plan.history().size() >= 8);
            assertThat(node.failure()).isEmpty();
            plan.heal();
            rig.awaitDrained(node);
        }
        Poison.verify(rig, IDS);
    }
}
