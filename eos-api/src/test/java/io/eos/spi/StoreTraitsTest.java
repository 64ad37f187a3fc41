package io.eos.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Guarantee;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store must not say of itself. */
class StoreTraitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "Jdbc", "1st", "-a", "a_b", "a b"})
    void namesAreLowerCaseLettersDigitsAndHyphens(String name) {
        assertThatThrownBy(() -> traits(name, 100)).hasMessageContaining("'" + name + "'");
    }

    @Test
    void aBatchHoldsAHundredIdsAtLeast() {
        assertThat(traits("my-store2", 100).maxBatch()).isEqualTo(100);
        assertThatThrownBy(() -> traits("my-store2", 99)).hasMessageContainingAll("my-store2", "99", "100");
    }

    private static StoreTraits traits(String name, int maxBatch) {
        return new StoreTraits(name, "product", Guarantee.LINEARIZABLE, Map.of(), 65_536, maxBatch, false);
    }
}
