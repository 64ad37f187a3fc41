package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eos.api.StoreUnavailableException;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outages inside the work: whose fault a failure is. */
class EffectsOutageTest {
    private static final Map<String, String> IMPATIENT = Map.of("connection-timeout", "1s", "session-timeout", "5s");

    private final Wire wire = new Wire(TestZooKeeper.shared().servers());
    private final ZooKeeperResultStore store = new TestZooKeeper(wire.address()).open(IMPATIENT);
    private final Node node = Node.of(store, Node.newProcessor(), 0);

    @AfterEach
    void close() {
        store.close();
        wire.close();
    }

    /** What a handler does with its effects. */
    private interface Handler {
        void run(ZooKeeperEffects effects) throws Exception;
    }

    private TransactionOutcome transact(Handler handler) {
        return store.transact(node.tenure, effects -> {
            handler.run(effects);
            return new Commit(List.of(node.completion("a")), node.next());
        });
    }

    @Test
    void anOutageDuringAReadIsTheStoresAndNotTheHandlers() {
        assertThatThrownBy(() -> transact(effects -> {
                    wire.cut();
                    effects.read("/x");
                }))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("a read of /x failed");
    }

    @Test
    void anOutageThatTheHandlerWrappedIsStillTheStores() {
        assertThatThrownBy(() -> transact(effects -> {
                    wire.cut();
                    try {
                        effects.read("/x");
                    } catch (StoreUnavailableException e) {
                        throw new IOException("no balance", e);
                    }
                }))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aHandlerThatFailsAfterTheOutageIsOverHasFailedItself() {
        IOException own = new IOException("own");
        assertThatThrownBy(() -> transact(effects -> {
                    surviveAnOutage(effects);
                    throw own;
                }))
                .isInstanceOf(WorkFailedException.class)
                .hasCause(own);
        assertThat(transact(this::surviveAnOutage)).isEqualTo(new Committed());
    }

    @Test
    void whatIsNotAllowedStaysRefusedInAnOutage() {
        assertThat(transact(effects -> {
                    try {
                        effects.create("/eos-test/eos_clock", new byte[0]);
                    } catch (IllegalArgumentException swallowed) {
                        wire.cut();
                        effects.read("/x");
                    }
                }))
                .isInstanceOf(Refused.class);
    }

    private void surviveAnOutage(ZooKeeperEffects effects) {
        wire.cut();
        assertThatThrownBy(() -> effects.read("/x")).isInstanceOf(StoreUnavailableException.class);
        wire.mend();
        await().pollInSameThread()
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> effects.read("/x").isEmpty());
    }
}
