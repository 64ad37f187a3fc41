package io.eos.cli.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import io.eos.cli.chaos.judge.Forged;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.core.HandlerKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message that comes again after its result was removed is processed once more, and nothing else is processed twice. */
class RetentionTest {
    private static final Sent AGAIN = new Sent("m1", 0, 3, false);
    private static final Duration OLD = Duration.ofSeconds(15);
    private static final Duration YOUNG = Duration.ofSeconds(5);

    private Forged run = new Forged(HandlerKind.HANDLE);

    private void begin(HandlerKind kind) {
        run = Forged.run(kind);
    }

    private void removed(Duration age) {
        run.pass(age);
        run.purged();
        run.stored.clear();
    }

    private void processedAgain() {
        run.sent.add(AGAIN);
        processedAgainAt(AGAIN.offset());
        run.outputs.add(Forged.output("m1", AGAIN.offset()));
        run.committed(AGAIN.offset() + 1);
    }

    private void processedAgainAt(long offset) {
        run.acquired("b", 2);
        run.claimed("m1", "b", 2, 2);
        run.effect("m1", "b", offset, 2, false);
        run.recorded("m1", "b", 2, "again", offset);
    }

    private List<Violation> judge() {
        return Retention.judge(run.evidence(), List.of());
    }

    private List<Violation> judgeOfAgain() {
        return Retention.judge(run.evidence(), List.of(AGAIN));
    }

    @ParameterizedTest
    @EnumSource
    void duplicateOfARemovedResultIsANewMessage(HandlerKind kind) {
        begin(kind);
        removed(OLD);
        processedAgain();

        assertThat(judge()).isEmpty();
        assertThat(judgeOfAgain()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void duplicateOfAResultThatNobodyRemovedIsNone(HandlerKind kind) {
        begin(kind);
        run.pass(OLD);
        processedAgain();

        assertThat(judge()).extracting(Violation::invariant).contains(Invariant.I2);
    }

    @ParameterizedTest
    @EnumSource
    void duplicateOfAResultThatWasTooYoungToBeRemovedIsNone(HandlerKind kind) {
        begin(kind);
        removed(YOUNG);
        processedAgain();

        assertThat(judge()).extracting(Violation::invariant).contains(Invariant.I2);
    }

    @ParameterizedTest
    @EnumSource
    void messageThatIsProcessedAgainAtItsOwnOffsetIsNoNewOne(HandlerKind kind) {
        begin(kind);
        removed(OLD);
        processedAgainAt(1);

        assertThat(judge()).extracting(Violation::invariant).contains(Invariant.I2);
    }

    @ParameterizedTest
    @EnumSource
    void newMessageIsProcessedOnceToo(HandlerKind kind) {
        begin(kind);
        removed(OLD);
        processedAgain();
        run.claimed("m1", "b", 3, 2);
        run.effect("m1", "b", AGAIN.offset(), 3, false);
        run.outputs.add(Forged.output("m1", AGAIN.offset()));

        assertThat(judge()).extracting(Violation::invariant).containsAnyOf(Invariant.I6, Invariant.I7);
    }

    @ParameterizedTest
    @EnumSource
    void onceIsTooLittleForWhatCameAgain(HandlerKind kind) {
        begin(kind);
        removed(OLD);
        run.sent.add(AGAIN);

        assertThat(judgeOfAgain()).extracting(Violation::invariant).contains(Invariant.I6);
    }

    @ParameterizedTest
    @EnumSource
    void twiceIsWrongForAllElse(HandlerKind kind) {
        begin(kind);
        removed(OLD);
        processedAgain();
        run.outputs.add(Forged.output("m2", 2));
        run.effect("m2", "b", 2, 1, false);

        assertThat(judge()).extracting(Violation::invariant).containsAnyOf(Invariant.I6, Invariant.I7);
    }

    @Test
    void tokenThatBeganAnewIsI3() {
        begin(HandlerKind.HANDLE);
        removed(OLD);
        processedAgain();
        run.workers.removeIf(
                event -> event.is(Event.Type.CLAIMED) && event.worker().equals("b"));
        run.claimed("m1", "b", 1, 2);

        assertThat(judge()).extracting(Violation::invariant).contains(Invariant.I3);
    }

    /** The worker was killed between effect and record, and the next one called {@code after} that long. */
    private void interrupted(Duration after, boolean purge) {
        begin(HandlerKind.HANDLE);
        run.sent("m3", 3);
        run.claimed("m3", "a", 1, 1);
        run.effect("m3", "a", 3, 1, false);
        run.pass(Forged.LEASE.plus(after));
        if (purge) {
            run.purged();
        }
        run.acquired("b", 2);
        run.claimed("m3", "b", 2, 2);
        run.effect("m3", "b", 3, 2, false);
        run.recorded("m3", "b", 2, "n3", 3);
        run.committed(4);
    }

    @Test
    void callAfterAnInterruptedOneWhoseClaimWasRemovedNeedNotBeTold() {
        interrupted(OLD, true);

        assertThat(judge()).isEmpty();
    }

    @Test
    void callAfterAnInterruptedOneMustBeToldWhereTheClaimIsYoungOrNobodyRemovedIt() {
        interrupted(YOUNG, true);
        assertThat(judge()).extracting(Violation::invariant).containsOnly(Invariant.I7);

        interrupted(OLD, false);
        assertThat(judge()).extracting(Violation::invariant).containsOnly(Invariant.I7);
    }

    @Test
    void whatOnlyTheStoreKnowsOfIsNoted() {
        Event heard = Event.of(Event.Type.SENT, "a", 1, 2).about("m1", 0).saying("n1");
        Event unheard = Event.of(Event.Type.SENT, "a", 3, 4).about("m2", 0).saying("n2");
        Event lost = Event.of(Event.Type.SENT, "a", 5, 6).about("m3", 0).saying("n3");

        assertThat(Retention.unheard(
                        List.of(heard, heard.as(Event.Type.RECORDED), unheard, lost),
                        List.of(new Stored("m1", "n1", false), new Stored("m2", "n2", false))))
                .containsExactly(unheard.as(Event.Type.RECORDED));
    }
}
