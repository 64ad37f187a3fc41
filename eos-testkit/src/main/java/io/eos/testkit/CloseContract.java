package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.PurgeRequest;
import io.eos.spi.ResultStore;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.Commit;
import java.time.Duration;
import java.util.ArrayList;
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
        ClaimOutcome.Granted granted = owner.granted(id("claimed"), LONG);
        closed.close();
        List<ThrowingCallable> calls = new ArrayList<>(List.of(
                () -> closed.preflight(Duration.ofDays(1)),
                () -> closed.register(ProcessorSpec.of(processor, scope, Map.of())),
                () -> closed.amend(processor, Map.of("a", "b")),
                () -> own(closed, 0),
                () -> owner.claim(ID, LONG),
                () -> closed.renew(owner.tenure, List.of(granted), LONG),
                () -> closed.release(owner.tenure, List.of(granted)),
                () -> owner.record(owner.completion(ID, 0)),
                () -> closed.replace(owner.tenure, 1, owner.completion(ID, 0), owner.next()),
                () -> owner.find(ID),
                () -> closed.purge(new PurgeRequest(processor, Duration.ofDays(1), 10)),
                () -> closed.admin().processors()));
        if (closed instanceof TransactionalResultStore<?> transactional) {
            calls.add(() -> transactional.transact(
                    owner.tenure, resource -> new Commit(List.of(owner.completion(ID, 0)), owner.next())));
        }
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOfAny(StoreUnavailableException.class, IllegalStateException.class);
        }
        assertThat(own(0).find(ID)).isEmpty();
    }
}
