package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.spi.ProcessorSpec;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random calls by several nodes, on the store under test and on the specification in lockstep: the same outcomes are required.
 *
 * <p>It prints its seeds. System properties: {@code eos.sequence.seed} repeats the first run of a seed, {@code eos.sequence.steps} (400) makes runs
 * longer.
 */
abstract class SequenceContract extends ContractTest {
    private static final int STEPS = Integer.getInteger("eos.sequence.steps", 400);

    @RepeatedTest(3)
    void doesWhatTheSpecificationDoes(RepetitionInfo repetition) {
        long seed = Long.getLong("eos.sequence.seed", System.nanoTime()) + repetition.getCurrentRepetition() - 1;
        System.out.println(store.traits().product() + ", " + scope + ": -Deos.sequence.seed=" + seed);
        ManualClock clock = new ManualClock();
        InMemoryResultStore model = new InMemoryResultStore(clock);
        model.register(ProcessorSpec.of(processor, scope, Map.of()));
        RandomGenerator random = new java.util.Random(seed);
        Sequence sequence = new Sequence(
                random,
                new Side(model),
                new Side(store),
                scope,
                shard(0),
                fixture.time().map(time -> duration -> {
                    clock.advance(duration);
                    time.advance(duration);
                }));
        try {
            for (int i = 0; i < STEPS; i++) {
                sequence.step();
            }
            sequence.compareAll();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ", the last steps were\n" + sequence.history(), e);
        }
        assertThat(sequence.history()).isNotEmpty();
    }
}
