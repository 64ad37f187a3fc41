package io.eos.core;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Runs the simulation with a class in which a rule is missing: the core and the store's model are loaded once more, with the mutant in them. */
final class SimMutation {
    private final ClassLoader mutated;

    SimMutation(SimMutant mutant) {
        mutated = mutant.mutation().load("io.eos.core", "io.eos.testkit");
    }

    /** Runs seeds from 0 on until one fails; what it violates, or null if none does. */
    @Nullable String run(long seeds) throws ReflectiveOperationException {
        Class<?> runner = Class.forName(SimRunner.class.getName(), true, mutated);
        Method failure = runner.getDeclaredMethod("firstFailure", long.class, long.class);
        failure.setAccessible(true);
        try {
            return (String) failure.invoke(null, 0L, seeds);
        } catch (InvocationTargetException e) {
            // What broke the simulation is noticed, too.
            return "the simulation broke: " + e.getCause();
        }
    }
}
