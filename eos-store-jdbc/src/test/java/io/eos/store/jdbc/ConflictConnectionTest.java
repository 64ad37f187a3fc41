package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import java.sql.Connection;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A transaction that meets a conflict asks what is there over the connection that it has. */
class ConflictConnectionTest {
    /** As many transactions meet a conflict as there are connections: each holds one and waits for another. */
    @Test
    @SuppressWarnings("unchecked")
    void aConflictNeedsNoSecondConnection() {
        StoreConfig plain = StoreConfig.of("jdbc:h2:mem:" + UUID.randomUUID());
        StoreConfig config = new StoreConfig(
                plain.address(), Map.of("pool-size", "1", "connection-timeout", "2s"), StoreConfig.DEFAULT_PREFIX);
        try (var store = (TransactionalResultStore<Connection>) new JdbcResultStoreProvider().open(config)) {
            Node one = Node.of(store, "p", 0);
            Node other = Node.of(store, "p", 1);
            one.record("a");
            assertThat(other.transact("a", connection -> {}))
                    .isInstanceOf(TransactionalResultStore.TransactionOutcome.Conflict.class);
        }
    }
}
