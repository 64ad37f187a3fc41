package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreTraits.Fencing;
import io.eos.spi.Tenure;
import io.eos.testkit.FailurePlan.Failure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Threads make random calls for the same few ids, and what they saw must be {@linkplain Linearizability linearizable}: claims and results behave as if
 * each call happened at one moment between its beginning and its answer.
 *
 * <p>It prints its seeds; what threads do at a time is not repeated by them. System property: {@code eos.histories} (6) makes more of them.
 */
abstract class HistoryContract extends ContractTest {
    private static final int HISTORIES = Integer.getInteger("eos.histories", 6);
    private static final int THREADS = 4;
    private static final int CALLS = 12;
    private static final int IDS = 3;
    private static final double FAILURES = 0.2;

    @Test
    void oneOrderExplainsWhatConcurrentCallsSee() {
        explained(Set.of());
    }

    /** Those that were lost are also repeated, so that some come twice. */
    @Test
    void oneOrderExplainsItAlsoWhereAnswersAreLostAndWritesComeLate() {
        explained(EnumSet.of(Failure.BEFORE, Failure.AFTER, Failure.DELAYED));
    }

    private void explained(Set<Failure> failures) {
        long seed = System.nanoTime();
        System.out.println(store.traits().product() + ", " + scope + ": seed " + seed + " of histories");
        int calls = 0;
        for (int i = 0; i < HISTORIES; i++) {
            calls += explained(seed + i, i, failures);
        }
        assertThat(calls).isGreaterThan(HISTORIES * THREADS);
    }

    /** Makes a history and looks whether an order explains it; gives its length. */
    private int explained(long seed, int number, Set<Failure> failures) {
        History<ModelState> history = new History<>();
        FailurePlan plan = new FailurePlan();
        List<ResultStore> nodes = List.of(store, open());
        List<HistoryClient.Latest> tenures = new ArrayList<>();
        ModelState state = ModelState.empty();
        for (int partition = 0; partition < (scope == Scope.SHARD ? 1 : THREADS); partition++) {
            Tenure tenure = own(partition).tenure;
            tenures.add(new HistoryClient.Latest(tenure));
            state = state.acquire(partition, tenure).orElseThrow();
        }
        if (!failures.isEmpty()) {
            plan.failRandomly(seed, FAILURES, failures);
        }
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < IDS; i++) {
            ids.add(id(number + "-" + i));
        }
        Race.run(THREADS, i -> {
            Random random = new Random(seed * THREADS + i);
            HistoryClient client = new HistoryClient(
                    FailingStore.around(nodes.get(i % 2), plan),
                    tenures.get(i % tenures.size()),
                    history,
                    random,
                    store.traits().fencing().get(scope) == Fencing.ATOMIC);
            for (int call = 0; call < CALLS && !Race.isOver(); call++) {
                if (random.nextInt(CALLS) == 0) {
                    plan.deliver();
                }
                client.call(ids);
            }
            return i;
        });
        assertThat(Linearizability.violation(state, history.entries()))
                .as("history %s of seed %s", number, seed)
                .isEmpty();
        return history.entries().size();
    }
}
