package io.eos.cli.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import io.eos.core.HandlerKind;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker is given evidence in which something is wrong, and must name the invariant. */
class CheckerTest {
    private final Forged handle = Forged.run(HandlerKind.HANDLE);
    private final Forged transform = Forged.run(HandlerKind.TRANSFORM);

    @ParameterizedTest
    @EnumSource
    void nothingIsFoundWhereAllIsWell(HandlerKind kind) {
        assertThat(Forged.run(kind).check()).isEmpty();
    }

    @Test
    void lostMessageIsI1() {
        handle.sent("lost", 3);

        assertThat(found(handle)).contains(Invariant.I1);
        assertThat(handle.check())
                .anyMatch(one -> one.text().contains("lost") && one.text().contains("no result"));
    }

    @Test
    void lostEffectIsI1AlsoWhereThereIsAResult() {
        handle.told.removeIf(event -> event.id().equals("m1"));

        assertThat(found(handle)).containsExactly(Invariant.I1);
    }

    @Test
    void deadLetterThatNobodyAskedForIsI1() {
        handle.stored.set(1, new Stored("m1", "n1", true));
        handle.deadLetters.add("m1");

        assertThat(found(handle)).containsExactly(Invariant.I1);
    }

    @Test
    void poisonIsADeadLetterOnceAndHasNoEffect() {
        handle.sent.set(1, new Sent("m1", 0, 1, true));
        handle.stored.set(1, new Stored("m1", "n1", true));
        handle.told.removeIf(event -> event.is(Event.Type.EFFECT) && event.id().equals("m1"));
        assertThat(found(handle)).as("not published").containsExactly(Invariant.I1);

        handle.deadLetters.add("m1");
        assertThat(handle.check()).isEmpty();

        handle.deadLetters.add("m1");
        assertThat(found(handle)).as("published twice").containsExactly(Invariant.I6);
    }

    @Test
    void secondResultIsI2() {
        handle.recorded("m1", "b", 1, "other", 1);

        assertThat(found(handle)).containsExactly(Invariant.I2);
    }

    @Test
    void resultThatChangedIsI2() {
        handle.stored.set(1, new Stored("m1", "other", false));

        assertThat(found(handle)).containsExactly(Invariant.I2);
    }

    @Test
    void secondEntryIsI2() {
        handle.stored.add(new Stored("m1", "n1", false));

        assertThat(found(handle)).containsExactly(Invariant.I2);
    }

    @Test
    void tokenThatDoesNotGrowIsI3() {
        handle.claimed("m2", "b", 1, 1);

        assertThat(found(handle)).contains(Invariant.I3);
    }

    @Test
    void epochThatWasIssuedBeforeIsI3() {
        handle.acquired("b", 1);

        assertThat(found(handle)).containsExactly(Invariant.I3);
    }

    @Test
    void writeUnderAnOldEpochIsI4() {
        handle.acquired("b", 2);
        handle.sent("late", 3);
        handle.effect("late", "a", 3, 1, false);
        handle.recorded("late", "a", 1, "n3", 3);
        handle.stored.add(new Stored("late", "n3", false));

        assertThat(found(handle)).containsExactly(Invariant.I4);
    }

    @Test
    void offsetBeyondAMessageWithoutResultIsI5() {
        handle.sent("lost", 3);
        handle.committed(4);

        assertThat(found(handle)).contains(Invariant.I1, Invariant.I5);
    }

    @Test
    void offsetBeyondAMessageWhoseResultCameLaterIsI5() {
        handle.sent("late", 3);
        handle.committed(4);
        handle.claimed("late", "a", 1, 1);
        handle.effect("late", "a", 3, 1, false);
        handle.recorded("late", "a", 1, "n3", 3);
        handle.stored.add(new Stored("late", "n3", false));

        assertThat(found(handle)).containsExactly(Invariant.I5);
    }

    /** A worker repeats a record, and another one has seen the result meanwhile. */
    @Test
    void offsetBeyondAMessageWhoseResultWasThereBeforeItsWorkerHeardOfItIsNot() {
        handle.sent("late", 3);
        handle.claimed("late", "a", 1, 1);
        handle.effect("late", "a", 3, 1, false);
        handle.recording("late", "a", 1, "n3", 3);
        handle.committed(4);
        handle.recorded("late", "a", 1, "n3", 3);
        handle.stored.add(new Stored("late", "n3", false));

        assertThat(found(handle)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSFORM", "TRANSACT"})
    void doubledAndLostOutputsAreI6(HandlerKind kind) {
        Forged doubled = Forged.run(kind);
        doubled.outputs.add(Forged.output("m1", 1));
        assertThat(found(doubled)).contains(Invariant.I6);

        Forged lost = Forged.run(kind);
        lost.outputs.remove(1);
        assertThat(found(lost)).containsExactly(Invariant.I6);
    }

    @Test
    void effectUnderTwoKeysIsI7() {
        Event effect = handle.told.get(3);
        assertThat(effect.is(Event.Type.EFFECT)).isTrue();
        handle.pass(Forged.LEASE);
        handle.claimed("m1", "b", 2, 1);
        handle.told.add(effect.about("m1", 2).saying("another-key"));

        assertThat(found(handle)).contains(Invariant.I7);
    }

    @Test
    void doubledEffectIsI7UnlessTheHandlerWasTold() {
        handle.pass(Forged.LEASE);
        handle.claimed("m1", "b", 2, 1);
        handle.effect("m1", "b", 1, 2, false);
        assertThat(handle.check())
                .anyMatch(one -> one.invariant() == Invariant.I7 && one.text().contains("was not told"));

        Forged told = Forged.run(HandlerKind.HANDLE);
        told.told.clear();
        for (int i = 0; i < 3; i++) {
            told.effect("m" + i, "a", i, 1, false);
        }
        told.pass(Forged.LEASE);
        told.claimed("m2", "b", 2, 1);
        told.effect("m2", "b", 2, 2, true);
        assertThat(told.check()).isEmpty();
    }

    @Test
    void claimWhileAnotherOneHoldsIsI7() {
        handle.claimed("m2", "b", 2, 1);
        handle.claimed("m2", "c", 3, 1);
        assertThat(handle.check())
                .anyMatch(one -> one.invariant() == Invariant.I7 && one.text().contains("while b held it"));

        handle.takesOver = true;
        assertThat(found(handle)).doesNotContain(Invariant.I7);
    }

    @Test
    void releasedClaimMayBeClaimedAtOnce() {
        Event held = handle.workers.get(handle.workers.size() - 2);
        assertThat(held.is(Event.Type.CLAIMED)).isTrue();
        handle.workers.add(new Event(
                Event.Type.RELEASED, "a", held.to(), held.to(), held.id(), 0, -1, held.token(), held.epoch(), ""));
        handle.claimed(held.id(), "b", 2, 1);

        assertThat(handle.check()).isEmpty();
    }

    @Test
    void effectOfAZombieWhoseSuccessorNeverClaimedIsI7() {
        handle.effect("m1", "b", 1, 5, true);
        handle.effect("m1", "zombie", 1, 1, true);

        assertThat(handle.check())
                .anyMatch(one -> one.invariant() == Invariant.I7 && one.text().contains("which nobody was granted"));
    }

    @Test
    void effectOfAZombieAfterItsLeaseRanOutIsRefusedByItsToken() {
        handle.pass(Forged.LEASE);
        handle.claimed("m2", "b", 2, 1);
        handle.effect("m2", "b", 2, 2, true);
        handle.effect("m2", "a", 2, 1, false);

        assertThat(handle.check()).isEmpty();
        Sinks sinks = Sinks.of(handle.evidence().told());
        assertThat(sinks.plain()).hasSize(5);
        assertThat(sinks.keyed()).hasSize(3);
        assertThat(sinks.tokened()).hasSize(4);
    }

    @Test
    void callsInTheWrongOrderAreI8() {
        Collections.swap(handle.told, 0, 2);
        Collections.swap(handle.told, 1, 3);

        assertThat(found(handle)).containsExactly(Invariant.I8);
    }

    @Test
    void outputsInTheWrongOrderAreI8() {
        Collections.swap(transform.outputs, 0, 1);

        assertThat(found(transform)).containsExactly(Invariant.I8);
    }

    @Test
    void backlogThatStaysIsI9() {
        handle.backlog.put(2, 7L);
        assertThat(found(handle)).containsExactly(Invariant.I9);

        transform.deaths.add("worker-1");
        assertThat(found(transform)).containsExactly(Invariant.I9);
    }

    @Test
    void claimsAndResultsThatStayAreI10() {
        handle.stored.add(new Stored("claimed", "", false));
        handle.stored.add(new Stored("unknown", "n", false));

        assertThat(found(handle)).containsExactly(Invariant.I10, Invariant.I10);
    }

    @Test
    void unknownOutcomesAreNoViolations() {
        handle.workers.removeIf(
                event -> event.is(Event.Type.RECORDED) && event.id().equals("m1"));
        handle.workers.add(Event.of(Event.Type.UNKNOWN, "a", 1, 2).saying("record"));

        assertThat(handle.check()).isEmpty();
    }

    private static List<Invariant> found(Forged run) {
        return run.check().stream().map(Violation::invariant).toList();
    }
}
