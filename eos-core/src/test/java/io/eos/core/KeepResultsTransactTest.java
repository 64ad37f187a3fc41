package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.Scope;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreTraits;
import io.eos.spi.StoreTraits.Fencing;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import io.eos.testkit.SimulatedCrash;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code keep-results=false} with {@code transact}: the watermark is committed with the effects, and says what is done. */
class KeepResultsTransactTest {
    private final Rig rig = new Rig(HandlerKind.TRANSACT, 2);

    private Rig.Node node(boolean keep) {
        return rig.node()
                .identity(MessageIdentity.coordinates())
                .set("keep-results", Boolean.toString(keep))
                .before((message, context) -> reject(message.key()));
    }

    private static void reject(String key) {
        if (key.equals("id-37")) {
            throw new RejectedMessageException("poison");
        }
    }

    private int results() {
        return rig.memory.admin().list(rig.name, null, null, 1000).entries().size();
    }

    /** All messages but the poisoned one had an effect, which is a dead letter; and no more. */
    private void assertOnce(int messages) {
        rig.assertEffects(Rig.values(0, messages).stream()
                .filter(value -> !value.equals("v-37"))
                .toList());
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("v-37");
    }

    static Stream<Step> steps() {
        return Stream.of(Step.values()).filter(step -> step.concerns(HandlerKind.TRANSACT));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aCrashLosesAndDoublesNothing(Step step) throws InterruptedException {
        rig.send(0, 200);
        AtomicInteger times = new AtomicInteger();
        int nth = step.compareTo(Step.POLLED) >= 0 && step.compareTo(Step.CHECKED) <= 0 ? 4 : 1;
        try (EosProcessor victim = node(false)
                .probe((reached, partition) -> {
                    if (reached == step && times.incrementAndGet() == nth) {
                        throw new SimulatedCrash("after " + step);
                    }
                })
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(victim.failure()).containsInstanceOf(SimulatedCrash.class);
        }
        try (EosProcessor node = node(false).start()) {
            rig.awaitDrained(node);
        }
        assertOnce(200);
        assertThat(results()).as("the dead letter's").isEqualTo(1);
    }

    /** No result says whether it was committed: the next tenure's watermark does. */
    @ParameterizedTest
    @EnumSource(names = {"AFTER", "DELAYED"})
    void aLostAnswerToACommitDoublesNothing(Failure failure) {
        rig.send(0, 30);
        FailurePlan plan = new FailurePlan();
        AtomicInteger tenures = new AtomicInteger();
        plan.failNext(Operation.TRANSACT, failure);
        try (EosProcessor node = node(false)
                .store(FailingStore.around(rig.memory, plan))
                .probe((step, partition) -> {
                    if (step == Step.ACQUIRED) {
                        tenures.incrementAndGet();
                    }
                })
                .start()) {
            rig.awaitDrained(node);
        }
        plan.deliver();
        rig.assertEffects(Rig.values(0, 30));
        assertThat(tenures).as("one for each partition, and another one").hasValueGreaterThan(2);
    }

    /** A processor that kept results until now goes on where it was. */
    @Test
    void resultsOfBeforeAreNotMissed() throws InterruptedException {
        rig.send(0, 100);
        AtomicInteger times = new AtomicInteger();
        try (EosProcessor victim = node(true)
                .probe((step, partition) -> {
                    if (step == Step.RECORDED && times.incrementAndGet() == 4) {
                        throw new SimulatedCrash("after " + step);
                    }
                })
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
        }
        int before = results();
        assertThat(before).isPositive();
        try (EosProcessor node = node(false).start()) {
            rig.awaitDrained(node);
        }
        assertOnce(100);
        assertThat(results()).as("those of before, and the dead letter's").isBetween(before, before + 1);
    }

    /** And one that keeps them from now on. */
    @Test
    void resultsCanBeKeptLater() {
        rig.send(0, 100);
        try (EosProcessor node = node(false).start()) {
            rig.awaitDrained(node);
        }
        rig.send(100, 150);
        try (EosProcessor node = node(true).start()) {
            rig.awaitDrained(node);
        }
        assertOnce(150);
        assertThat(results()).isEqualTo(51);
    }

    /** Where a former owner's write may be accepted, only the results that are there keep it from doubling effects. */
    @Test
    void needsAStoreThatFencesEachWrite() {
        Object checked = Intercepted.around(TransactionalResultStore.class, rig.memory, (method, call) -> {
            Object answer = call.proceed();
            return answer instanceof StoreTraits traits
                    ? new StoreTraits(
                            traits.name(),
                            traits.product(),
                            traits.guarantee(),
                            Map.of(Scope.SHARD, Fencing.CHECKED, Scope.PROCESSOR, Fencing.CHECKED),
                            traits.maxResultBytes(),
                            traits.maxBatch(),
                            traits.ttlRetention())
                    : answer;
        });
        Rig.Node node = node(false).store((ResultStore) checked);
        assertThatThrownBy(node::start)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(
                        "eos.keep-results was false but must be true with a transact handler in the scope");
    }
}
