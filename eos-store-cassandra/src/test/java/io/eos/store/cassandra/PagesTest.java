package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import io.eos.api.Scope;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.CassandraServer;
import io.eos.servers.DatabaseOptions;
import io.eos.servers.Endpoints;
import io.eos.spi.Completion;
import io.eos.spi.Finding;
import io.eos.spi.Finding.Severity;
import io.eos.spi.ResultStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** A server whose Paxos is not linearizable, and that is lost between two pages of a scan. */
@DisabledIfEnvironmentVariable(
        named = Endpoints.CASSANDRA,
        matches = ".+",
        disabledReason = "tests the embedded server")
class PagesTest {
    @Test
    void aScanThatLosesItsServerBetweenPagesFailsAsAReadAndPreflightKnowsTheVariantOfPaxos() {
        DatabaseOptions options =
                DatabaseOptions.defaults().withSetting("paxos_variant", "v2_without_linearizable_reads");
        try (CassandraServer server = CassandraServer.open(options);
                ResultStore store = TestCluster.open(TestCluster.address(server), Map.of())) {
            assertThat(store.preflight(Duration.ofDays(1)))
                    .filteredOn(each -> each.severity() == Severity.REFUSE)
                    .extracting(Finding::message)
                    .singleElement()
                    .asString()
                    .contains("paxos_variant is v2_without_linearizable_reads");
            Node node = Node.of(store, Node.newProcessor(), Scope.SHARD, 0);
            for (int from = 0; from <= Calls.PAGE; from += 500) {
                List<Completion> some = new ArrayList<>();
                for (int i = from; i < from + 500; i++) {
                    some.add(node.completion("id-" + i, 10));
                }
                store.record(node.tenure, some, node.next(from));
            }
            CassandraStoreConfig config =
                    CassandraStoreConfig.read(TestCluster.config(TestCluster.address(server), Map.of()));
            try (Cluster cluster = Clusters.create(config);
                    Session session = cluster.connect()) {
                Tables tables = new Tables(config.address().keyspace(), config.prefix());
                CassandraStatements statements = new CassandraStatements(session, tables, Clusters.serial(config));
                Calls calls = new Calls(session, config);
                Iterator<Row> rows = calls.readPages(
                        "a scan",
                        RowStatements.ofShard(statements.scanShard, node.tenure.shard())
                                .setBytes("first_id", ByteBuffer.wrap(new byte[] {1})));
                rows.next();
                server.kill();
                assertThatThrownBy(() -> rows.forEachRemaining(row -> {}))
                        .isInstanceOf(StoreUnavailableException.class);
            }
        }
    }
}
