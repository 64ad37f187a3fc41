package io.eos.cli.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.chaos.judge.Forged;
import io.eos.core.HandlerKind;
import org.junit.jupiter.api.Test;

class TopicMadeAgainTest {
    @Test
    void offsetsAreOfTheOldTopicUntilTheyGoBack() {
        Forged run = new Forged(HandlerKind.TRANSFORM);
        run.committed(10);
        run.committed(0);
        run.committed(3);

        assertThat(TopicMadeAgain.fallBack(run.evidence(), 0))
                .isEqualTo(run.evidence().offsets().get(1).to());
        assertThat(TopicMadeAgain.fallBack(run.evidence(), 1))
                .as("another partition's never did")
                .isEqualTo(Long.MIN_VALUE);
    }
}
