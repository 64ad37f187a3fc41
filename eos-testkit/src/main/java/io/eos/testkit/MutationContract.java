package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes the rules of a store out of its code, one at a time: each must turn the store's contract, or another of its tests, red. A rule that nobody misses
 * has no test. Without a report only the first rule of each kind is taken out. First the {@linkplain Mutation#suspects() suspects} are asked, one after the other until one is red, then the whole contract.
 *
 * <p>System property {@code eos.mutations.report}: a file with a table of what was found by which test; the rows of this store are replaced.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MutationContract {
    private final Map<Mutation, Set<String>> reports = new LinkedHashMap<>();

    /** For subclasses. */
    protected MutationContract() {}

    /** {@return the store's contract, or what else is to notice} */
    protected abstract Class<?> contract();

    /** {@return the packages, with those below, that have the mutated classes and all that refers to them; by default that of the contract} */
    protected List<String> packages() {
        return List.of(contract().getPackageName());
    }

    /** {@return what the report calls the store} */
    protected String name() {
        return contract().getSimpleName().replace("ContractTest", "");
    }

    /** {@return the rules to take out} */
    protected abstract List<Mutation> mutations();

    @ParameterizedTest(name = "{0}")
    @MethodSource("asked")
    void aStoreWithoutTheRuleIsFound(Mutation mutation) {
        MutatedTests tests = new MutatedTests(contract(), packages(), mutation);
        Set<String> failed = tests.firstFailures();
        System.out.println(contract().getSimpleName() + " without '" + mutation + "': " + failed);
        assertThat(failed).as("tests that fail without '%s'", mutation).isNotEmpty();
        reports.put(mutation, failed);
    }

    /** All of them where a report is made, else the first one of each kind, which is what stands before the colon in a rule's name. */
    private List<Mutation> asked() {
        Set<String> kinds = new HashSet<>();
        return mutations().stream()
                .filter(mutation ->
                        !reportFile().isEmpty() || kinds.add(mutation.rule().replaceFirst(":.*", "")))
                .toList();
    }

    /** With the same classes loaded in the same way, and every rule where it belongs. All suspects are asked where a report is made, else some. */
    @Test
    void theStoreAsItIsPasses() {
        Mutation first = mutations().get(0);
        Set<String> suspects = new TreeSet<>(first.suspects());
        if (!reportFile().isEmpty()) {
            mutations().forEach(mutation -> suspects.addAll(mutation.suspects()));
        }
        Mutation none = new Mutation(
                "nothing", first.folder(), first.file(), first.text(), first.text(), List.copyOf(suspects));
        assertThat(new MutatedTests(contract(), packages(), none).failuresOfSuspects())
                .isEmpty();
    }

    private static String reportFile() {
        return System.getProperty("eos.mutations.report", "");
    }

    @AfterAll
    void report() {
        String file = reportFile();
        if (!file.isEmpty()) {
            new MutationReport(Path.of(file)).replace(name(), reports);
        }
    }
}
