package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import io.eos.api.Scope;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A contract that nothing can fail is none: stores with one rule broken each must fail it, and a skip must have its reason. */
class ContractFindsMutantsTest {
    /** What the contract runs on; set by the test that runs it. */
    private static volatile Supplier<StoreFixture> subject = () -> {
        throw new IllegalStateException("no subject");
    };

    /** Not found by the build, which looks for classes that are called a test. */
    static class Subject extends StoreContract {
        @Override
        protected StoreFixture fixture() {
            return subject.get();
        }
    }

    @ParameterizedTest
    @EnumSource(Mutant.Break.class)
    void aStoreWithOneRuleBrokenFails(Mutant.Break rule) {
        Outcome named = run(() -> fixture(rule), groupOf(rule));
        assertThat(named.failed()).as("the group that names the rule").isNotEmpty();
        assertThat(named.failed().get(0).getSuppressed())
                .anySatisfy(where -> assertThat(where).hasMessageContaining(Subject.class.getName()));
    }

    /** But for the nonce of a tenure: it only matters where an epoch is issued twice, and no sequence goes back to an earlier history. */
    @ParameterizedTest
    @EnumSource(
            value = Mutant.Break.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = "THE_NONCE_OF_THE_TENURE_IS_NOT_COMPARED")
    void randomSequencesFindItToo(Mutant.Break rule) {
        System.setProperty("eos.sequence.seed", "1"); // so that finding it is no matter of luck
        try {
            assertThat(run(() -> fixture(rule), StoreContract.Sequences.class).failed())
                    .isNotEmpty();
        } finally {
            System.clearProperty("eos.sequence.seed");
        }
    }

    @ParameterizedTest
    @EnumSource(Racy.Steps.class)
    void historiesFindWhatOnlyThreadsAtTheSameTimeCanSee(Racy.Steps steps) {
        Supplier<StoreFixture> racy = () -> fixture(memory -> new Racy(memory, steps));
        assertThat(run(racy, StoreContract.Histories.class).failed())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("no order explains"));
        assertThat(run(racy, StoreContract.Sequences.class).failed())
                .as("one thread alone")
                .isEmpty();
    }

    @Test
    void aStoreWithoutABrokenRulePassesTheSameWay() {
        Outcome outcome = run(() -> fixture(InMemoryResultStore::new), StoreContract.Acquiring.class);
        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.passed()).isPositive();
    }

    @Test
    void aListedGapIsASkipWithItsReason() {
        Outcome outcome = run(
                () -> lacking(Scope.SHARD, Map.of(Feature.SHARD_SCOPE, "ids are global there")),
                StoreContract.Acquiring.class);
        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.skipped())
                .isNotEmpty()
                .allSatisfy(skip -> assertThat(skip).hasMessage("the store lacks SHARD_SCOPE: ids are global there"));
        assertThat(outcome.passed()).as("in the other scope").isPositive();
    }

    @Test
    void anUnlistedGapAndOneThatIsNoneFail() {
        assertThat(run(() -> lacking(Scope.SHARD, Map.of()), StoreContract.Acquiring.class)
                        .failed())
                .isNotEmpty();
        assertThat(run(() -> lacking(null, Map.of(Feature.PROCESSOR_SCOPE, "lazy")), StoreContract.Acquiring.class)
                        .failed())
                .isNotEmpty();
    }

    private static Class<?> groupOf(Mutant.Break rule) {
        return switch (rule) {
            case THE_TENURE_IS_NOT_COMPARED,
                    THE_NONCE_OF_THE_TENURE_IS_NOT_COMPARED,
                    A_REFUSED_RECORD_WRITES_ITS_RESULTS -> StoreContract.Acquiring.class;
            case THE_SEQUENCE_IS_NOT_COMPARED,
                    WHAT_WAS_ACKNOWLEDGED_IS_NOT_COMPARED,
                    PENDING_LOSES_ITS_ORDER,
                    THE_WATERMARK_PASSES_WHAT_IS_NOT_RECORDED -> StoreContract.Checkpointing.class;
            case A_CLAIM_IS_GRANTED_TWICE, A_GRANT_IS_NOT_REPEATED, TAKING_OVER_TAKES_ALL ->
                StoreContract.Claiming.class;
            case A_LEASE_NEVER_ENDS_WHEN_RENEWED_LATE, A_RELEASE_FORGETS_AN_INTERRUPTION ->
                StoreContract.RenewingAndReleasing.class;
            case A_RESULT_IS_OVERWRITTEN,
                    THE_NONCE_OF_A_RESULT_IS_NOT_COMPARED,
                    TOKENS_ARE_NOT_COMPARED,
                    ANSWERS_ARE_SORTED -> StoreContract.Recording.class;
            case PURGE_IGNORES_THE_WATERMARK -> StoreContract.Purging.class;
        };
    }

    private static StoreFixture fixture(Mutant.Break rule) {
        return fixture(memory -> new Mutant(memory, rule));
    }

    private static StoreFixture fixture(Function<Memory, ResultStore> store) {
        ManualClock clock = new ManualClock();
        Memory memory = new Memory(clock, new Random());
        return new StoreFixture() {
            @Override
            public ResultStore open() {
                return store.apply(memory);
            }

            @Override
            public Optional<TimeControl> time() {
                return Optional.of(clock);
            }
        };
    }

    private static StoreFixture lacking(@org.jspecify.annotations.Nullable Scope scope, Map<Feature, String> gaps) {
        InMemoryResultStore store = new InMemoryResultStore(new ManualClock());
        StoreTraits t = store.traits();
        Map<Scope, StoreTraits.Fencing> fencing = new java.util.EnumMap<>(t.fencing());
        if (scope != null) {
            fencing.remove(scope);
        }
        StoreTraits traits = new StoreTraits(
                t.name(), t.product(), t.guarantee(), fencing, t.maxResultBytes(), t.maxBatch(), t.ttlRetention());
        return new StoreFixture() {
            @Override
            public ResultStore open() {
                return new FailingStore(store.reopen(), new FailurePlan()) {
                    @Override
                    public StoreTraits traits() {
                        return traits;
                    }
                };
            }

            @Override
            public Map<Feature, String> gaps() {
                return gaps;
            }
        };
    }

    private record Outcome(int passed, List<Throwable> failed, List<Throwable> skipped) {}

    private static Outcome run(Supplier<StoreFixture> fixture, Class<?> group) {
        subject = fixture;
        List<TestExecutionResult> results = new ArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectNestedClass(List.of(Subject.class), group))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                                if (id.isTest()) {
                                    results.add(result);
                                }
                            }
                        });
        return new Outcome(
                (int) with(results, TestExecutionResult.Status.SUCCESSFUL).count(),
                with(results, TestExecutionResult.Status.FAILED)
                        .flatMap(result -> result.getThrowable().stream())
                        .toList(),
                with(results, TestExecutionResult.Status.ABORTED)
                        .flatMap(result -> result.getThrowable().stream())
                        .toList());
    }

    private static Stream<TestExecutionResult> with(
            List<TestExecutionResult> results, TestExecutionResult.Status status) {
        return results.stream().filter(result -> result.getStatus() == status);
    }
}
