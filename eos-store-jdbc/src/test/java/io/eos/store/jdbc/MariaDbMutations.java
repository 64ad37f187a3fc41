package io.eos.store.jdbc;

import io.eos.testkit.Mutation;
import java.util.List;

class MariaDbMutations extends SqlMutations {
    @Override
    protected Class<?> contract() {
        return MariaDbContractTest.class;
    }

    /** But for the order of locks: InnoDB makes victims anyway, whose transactions are repeated. */
    @Override
    protected List<Mutation> mutations() {
        return super.mutations().stream()
                .filter(mutation -> !mutation.rule().equals(SORT))
                .toList();
    }
}
