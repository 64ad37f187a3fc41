package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Two releases at the same moment, by coordinators whose clocks differ: what was read before the second is not what is there. */
class LastTokenTest {
    @Test
    void aRowWithAnotherLastTokenIsAnotherRow() {
        String processor = Node.newProcessor();
        CassandraStoreConfig config = CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of()));
        try (ResultStore store = TestCluster.open(TestCluster.address(), Map.of());
                Cluster cluster = Clusters.create(config);
                Session session = cluster.connect(config.address().keyspace())) {
            Node node = Node.of(store, processor, Scope.PROCESSOR, 0);
            store.release(node.tenure, List.of((Granted) node.claim("a", Duration.ofHours(1))));
            Tables tables = new Tables(config.address().keyspace(), config.prefix());
            CassandraStatements statements = new CassandraStatements(session, tables, Clusters.serial(config));
            Calls calls = new Calls(session, config);
            Heads heads = new Heads(statements, new Processors(statements, calls), calls);
            ProcessorSlots slots = new ProcessorSlots(statements, heads, calls);
            MessageId id = MessageId.business("a");
            IdRow read = Objects.requireNonNull(
                    slots.rows("a look-up", processor, List.of(id)).get(id));
            assertThat(session.execute(
                                    "UPDATE eos_result SET last_token = ? WHERE processor = ? AND id = 0x0161 IF state = 4",
                                    read.lastToken() + 4,
                                    processor)
                            .wasApplied())
                    .isTrue();
            RowWrite late = RowWrite.absent(read, true, new Retention(Duration.ofDays(1)));
            assertThat(slots.writeRows("a write", processor, List.of(late))).containsExactly(Calls.Applied.REFUSED);
        }
    }
}
