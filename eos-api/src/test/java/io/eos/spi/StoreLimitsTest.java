package io.eos.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store refuses, up to the limit and one beyond. */
class StoreLimitsTest {
    private static final StoreLimits LIMITS = new StoreLimits("a small store", 3, 200);

    @Test
    void aBatchThatIsTooLargeIsRefusedAndTheLimitNamed() {
        LIMITS.checkBatch("a claim", IntStream.range(0, 3).mapToObj(i -> MessageId.business("m" + i)));
        assertThatThrownBy(() ->
                        LIMITS.checkBatch("a claim", IntStream.range(0, 4).mapToObj(i -> MessageId.business("m" + i))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("a claim", "4", "a small store", "3");
    }

    @Test
    void anIdIsNotTakenTwice() {
        assertThatThrownBy(() ->
                        LIMITS.checkBatch("a record", IntStream.range(0, 2).mapToObj(i -> MessageId.business("m"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void aResultThatIsTooLongIsRefusedWithItsIdAndBothLengths() {
        StoredResult result = new RandomResults(1).next();
        int length = ResultCodec.encode(result).length;
        MessageId id = MessageId.business("order-7");
        assertThat(new StoreLimits("s", 1, length).encode(id, result)).isEqualTo(ResultCodec.encode(result));
        assertThatThrownBy(() -> new StoreLimits("s", 1, length - 1).encode(id, result))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(id.toString(), String.valueOf(length), String.valueOf(length - 1));
    }
}
