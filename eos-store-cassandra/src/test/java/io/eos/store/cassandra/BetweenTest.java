package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.Scope;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreLimits;
import io.eos.spi.Tenure;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that dies between the rows of a call and its checkpoint. */
class BetweenTest {
    private final String processor = Node.newProcessor();

    @Test
    void whatIsPendingIsKnownToTheSuccessorWhereRowsCameAndTheirCheckpointDidNot() {
        CassandraStoreConfig config = CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of()));
        try (ResultStore store = TestCluster.open(TestCluster.address(), Map.of());
                Cluster cluster = Clusters.create(config);
                Session session = cluster.connect()) {
            Node node = Node.of(store, processor, Scope.PROCESSOR, 0);
            Completion completion = node.completion("a", 10);
            Pending pending = new Pending(7, completion.id());
            Checkpoint checkpoint = new Checkpoint(1, Checkpoint.NONE, 5, -1, List.of(pending));
            assertThatThrownBy(() -> dying(session, config).record(node.tenure, List.of(completion), checkpoint))
                    .isInstanceOf(StoreUnavailableException.class);

            assertThat(node.find("a")).as("the row came").isPresent();
            Node next = Node.of(store, processor, Scope.PROCESSOR, 0);
            assertThat(next.acquisition.last().hasWatermark())
                    .as("the checkpoint did not")
                    .isFalse();
            assertThat(next.acquisition.last().pending()).containsExactly(pending);
        }
    }

    private static Results dying(Session session, CassandraStoreConfig config) {
        Tables tables = new Tables(config.address().keyspace(), config.prefix());
        CassandraStatements statements = new CassandraStatements(session, tables, Clusters.serial(config));
        Calls calls = new Calls(session, config);
        Heads heads = new Heads(statements, new Processors(statements, calls), calls);
        ProcessorSlots slots = new ProcessorSlots(statements, heads, calls);
        Slots dying = (Slots) Proxy.newProxyInstance(
                Slots.class.getClassLoader(), new Class<?>[] {Slots.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("write")) {
                        return method.invoke(slots, arguments);
                    }
                    @SuppressWarnings("unchecked")
                    List<RowWrite> rows = (List<RowWrite>) arguments[2];
                    slots.write((String) arguments[0], (Tenure) arguments[1], rows, null, false);
                    throw new StoreUnavailableException("dead");
                });
        return new Results(
                new Changes(dying, dying, calls),
                new Retention(Duration.ofDays(1)),
                new StoreLimits("Cassandra", 500, 1 << 20));
    }
}
