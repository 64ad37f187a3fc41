package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Scope;
import io.eos.spi.Finding;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Registering a processor, and what the store says of itself. */
abstract class RegistrationContract extends ContractTest {
    private final String name = processor + "-2";

    @Test
    void theFirstRegistrationIsStored() {
        ProcessorSpec spec = ProcessorSpec.of(
                name,
                scope,
                Map.of("identity", "header:id", "empty", "", "text", "ü'\"\\ 🙂;--\n", "long", "x".repeat(1000)));
        Registration first = store.register(spec);
        assertThat(first.stored()).isEqualTo(spec);
        assertThat(store.register(spec)).isEqualTo(first);
        assertThat(open().register(spec)).isEqualTo(first);
    }

    @Test
    void aLaterOneGetsWhatIsStoredUnchanged() {
        Registration first = store.register(ProcessorSpec.of(name, scope, Map.of("a", "1")));
        Scope other = scope == Scope.SHARD ? Scope.PROCESSOR : Scope.SHARD;
        assertThat(store.register(ProcessorSpec.of(name, other, Map.of("b", "2"))))
                .isEqualTo(first);
        assertThat(store.register(ProcessorSpec.of(name, scope, Map.of()))).isEqualTo(first);
    }

    @Test
    void eachProcessorHasItsOwnIncarnation() {
        Registration one = store.register(ProcessorSpec.of(name, scope, Map.of()));
        Registration two = store.register(ProcessorSpec.of(name + "x", scope, Map.of()));
        assertThat(one.incarnation()).isNotEqualTo(two.incarnation());
    }

    @Test
    void namesDifferInCaseAndAccents() {
        ProcessorSpec lower = ProcessorSpec.of(name + "é", scope, Map.of());
        ProcessorSpec upper = ProcessorSpec.of(name + "É", scope, Map.of());
        ProcessorSpec plain = ProcessorSpec.of(name + "e", scope, Map.of());
        assertThat(List.of(store.register(lower), store.register(upper), store.register(plain)))
                .extracting(Registration::stored)
                .containsExactly(lower, upper, plain);
    }

    @Test
    void allWhoRegisterAtOnceGetTheSameIncarnation() {
        List<Registration> all =
                Race.run(8, i -> store.register(ProcessorSpec.of(name, scope, Map.of("who", String.valueOf(i)))));
        assertThat(all).hasSize(8).containsOnly(all.get(0));
    }

    @Test
    void amendingSetsSomeAttributesAndLeavesTheOthers() {
        Registration first = store.register(ProcessorSpec.of(name, scope, Map.of("a", "1", "b", "1")));
        for (int i = 0; i < 2; i++) {
            store.amend(name, Map.of("b", "2", "c", "3"));
            Registration amended = store.register(ProcessorSpec.of(name, scope, Map.of()));
            assertThat(amended.stored().attributes()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
            assertThat(amended.incarnation()).isEqualTo(first.incarnation());
            assertThat(amended.stored().scope()).isEqualTo(scope);
        }
    }

    @Test
    void theTraitsAreComplete() {
        assertThat(store.traits().name()).matches("[a-z][a-z0-9-]*");
        assertThat(store.traits().product()).isNotBlank();
        assertThat(store.traits().maxBatch()).isGreaterThanOrEqualTo(100);
        assertThat(store.traits().maxResultBytes()).isGreaterThanOrEqualTo(64 * 1024);
    }

    @Test
    void theStoreUnderTestPassesItsOwnPreflight() {
        assertThat(store.preflight(Duration.ofDays(30)))
                .extracting(Finding::severity)
                .doesNotContain(Finding.Severity.REFUSE);
    }
}
