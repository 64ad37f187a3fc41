package io.eos.cli;

import io.eos.testkit.Mutation;
import io.eos.testkit.MutationContract;
import java.nio.file.Path;
import java.util.List;

/** Rules of the core that a copy on real servers must miss, whatever the store. The simulation finds these, and all others, by itself. */
class CoreMutations extends MutationContract {
    private static final Path CORE = Path.of("../eos-core/src/main/java");

    @Override
    protected Class<?> contract() {
        return EveryStoreTest.class;
    }

    @Override
    protected List<String> packages() {
        return List.of("io.eos.core", "io.eos.cli");
    }

    @Override
    protected String name() {
        return "each of them";
    }

    @Override
    protected List<Mutation> mutations() {
        return List.of(new Mutation(
                "source rule: who publishes a result",
                CORE,
                "io/eos/core/ItemRules.java",
                "if (stored.source().equals(item.source) && (samePayload || lastSlot)) {",
                "if (samePayload || lastSlot) {",
                List.of()));
    }
}
