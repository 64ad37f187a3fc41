package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.PurgeRequest;
import io.eos.spi.ResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Closing a store. */
abstract class CloseContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void whatWasRecordedOutlivesTheHandle() {
        ResultStore first = open();
        StoredResult result = own(first, 0).recorded(ID, 0);
        first.close();
        assertThat(own(open(), 0).find(ID)).contains(result);
    }

    @Test
    void closingTwiceIsHarmlessAndOtherHandlesGoOn() {
        ResultStore first = open();
        first.close();
        first.close();
        own(0).recorded(ID, 0);
    }

    @Test
    void aClosedStoreFailsClearly() {
        ResultStore closed = open();
        Owner owner = own(closed, 0);
        closed.close();
        List<ThrowingCallable> calls = List.of(
                () -> closed.preflight(Duration.ofDays(1)),
                () -> closed.register(ProcessorSpec.of(processor, scope, Map.of())),
                () -> closed.amend(processor, Map.of("a", "b")),
                () -> own(closed, 0),
                () -> owner.claim(ID, LONG),
                () -> owner.record(owner.completion(ID, 0)),
                () -> owner.find(ID),
                () -> closed.purge(new PurgeRequest(processor, Duration.ofDays(1), 10)),
                () -> closed.admin().processors());
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOfAny(StoreUnavailableException.class, IllegalStateException.class);
        }
        assertThat(own(0).find(ID)).isEmpty();
    }
}
