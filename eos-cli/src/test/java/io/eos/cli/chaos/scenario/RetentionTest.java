package io.eos.cli.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Forged;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.core.HandlerKind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages come again after their results were removed: each must be processed once more, and nothing else twice. */
class RetentionTest {
    private static final Sent AGAIN = new Sent("m1", 0, 3, false);

    private Forged run = new Forged(HandlerKind.HANDLE);
    private long since;

    @BeforeEach
    void nothingYet() {
        since = 0;
    }

    private void late(HandlerKind kind) {
        run = Forged.run(kind);
        run.stored.clear();
        since = run.tick();
        run.sent.add(AGAIN);
        run.acquired("b", 2);
        run.claimed("m1", "b", 2, 2);
        run.effect("m1", "b", 3, 2, false);
        run.recorded("m1", "b", 2, "again", 3);
        run.outputs.add(Forged.output("m1", 3));
        run.committed(4);
    }

    private List<Violation> judge() {
        return Retention.judge(run.evidence(), List.of(AGAIN), since);
    }

    @ParameterizedTest
    @EnumSource
    void twiceIsRightForWhatCameAgain(HandlerKind kind) {
        late(kind);

        assertThat(judge()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void onceIsWrongForWhatCameAgain(HandlerKind kind) {
        late(kind);
        run.outputs.remove(run.outputs.size() - 1);
        run.told.removeIf(event -> event.offset() == AGAIN.offset());

        assertThat(judge()).extracting(Violation::invariant).contains(Invariant.I6);
    }

    @ParameterizedTest
    @EnumSource
    void twiceIsWrongForAllElse(HandlerKind kind) {
        late(kind);
        run.outputs.add(Forged.output("m2", 2));
        run.effect("m2", "b", 2, 1, false);

        assertThat(judge()).extracting(Violation::invariant).containsAnyOf(Invariant.I6, Invariant.I7);
    }

    @ParameterizedTest
    @EnumSource(names = "HANDLE")
    void tokenThatBeganAnewIsI3(HandlerKind kind) {
        late(kind);
        run.workers.removeIf(
                event -> event.is(Event.Type.CLAIMED) && event.worker().equals("b"));
        run.claimed("m1", "b", 1, 2);

        assertThat(judge()).extracting(Violation::invariant).contains(Invariant.I3);
    }
}
