package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.InvalidConfigurationException;
import io.eos.servers.Servers;
import io.eos.spi.Finding;
import io.eos.spi.Finding.Severity;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Opening a store: keyspace, tables, data centre, and what preflight says of them. */
class OpeningTest {
    private static final Duration MONTH = Duration.ofDays(30);

    @Test
    void aKeyspaceThatIsMissingIsNamedWithTheStatementThatMakesIt() {
        assertThatThrownBy(() -> TestCluster.open(Servers.cassandra().address("nowhere"), Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no keyspace nowhere")
                .hasMessageContaining("CREATE KEYSPACE \"nowhere\"")
                .hasMessageContaining("'datacenter1': 3");
    }

    @Test
    void tablesAreMadeOnlyIfAskedFor() {
        String address = TestCluster.newKeyspace(Servers.cassandra());
        assertThatThrownBy(() -> TestCluster.open(address, Map.of("create-schema", "false")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("eos-schema.cql")
                .hasMessageContaining("create-schema=true");
        TestCluster.open(address, Map.of()).close();
        TestCluster.open(address, Map.of("create-schema", "false")).close();
        execute("UPDATE " + keyspace(address) + ".eos_schema_version SET version = 2 WHERE id = 1");
        assertThatThrownBy(() -> TestCluster.open(address, Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("have version 2 but this release of eos knows version 1");
    }

    @Test
    void aDataCentreThatIsNotThereIsNamedWithThoseThatAre() {
        String address = TestCluster.address().replaceAll("dc=.*", "dc=atlantis");
        assertThatThrownBy(() -> TestCluster.open(address, Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no node in data centre 'atlantis'")
                .hasMessageContaining(Servers.cassandra().dataCentre());
    }

    @Test
    void preflightWarnsOfFewReplicasOfExpiryAndOfTheCommitLog() {
        try (ResultStore store = TestCluster.open(TestCluster.address(), Map.of())) {
            assertThat(store.traits().product()).startsWith("Cassandra ");
            assertThat(store.preflight(MONTH)).extracting(Finding::severity).containsOnly(Severity.WARN);
            assertThat(store.preflight(MONTH))
                    .extracting(Finding::message)
                    .anyMatch(message -> message.contains("has 1 replicas"))
                    .anyMatch(message -> message.contains("gone 30d after they were recorded"))
                    .anyMatch(message -> message.contains("commitlog_sync is periodic and there is one replica"));
            assertThat(refusals(store, MONTH.plusDays(1)))
                    .singleElement()
                    .asString()
                    .contains("kept for 31d", "store.retention", "30d");
        }
    }

    @Test
    void preflightRefusesWhatForgets() {
        String address =
                TestCluster.newKeyspace(Servers.cassandra(), "eos_" + System.nanoTime(), " AND durable_writes = false");
        try (ResultStore store = TestCluster.open(address, Map.of())) {
            execute("ALTER TABLE " + keyspace(address) + ".eos_shard WITH default_time_to_live = 60");
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(refusals(store, MONTH))
                            .hasSize(2)
                            .anyMatch(message -> message.contains("durable_writes"))
                            .anyMatch(message -> message.contains("default_time_to_live = 60")));
        }
    }

    @Test
    void environmentsShareAKeyspaceByTheirPrefixes() {
        StoreConfig mine = TestCluster.config(TestCluster.address(), Map.of());
        StoreConfig theirs = new StoreConfig(mine.address(), mine.settings(), "Other_1_");
        try (ResultStore store = new CassandraResultStoreProvider().open(theirs)) {
            assertThat(store.admin().processors()).isEmpty();
            Node.of(store, "theirs", io.eos.api.Scope.SHARD, 0).record("a");
            assertThat(store.admin().processors()).hasSize(1);
        }
    }

    private static List<String> refusals(ResultStore store, Duration retention) {
        Stream<Finding> findings = store.preflight(retention).stream();
        return findings.filter(each -> each.severity() == Severity.REFUSE)
                .map(Finding::message)
                .toList();
    }

    private static String keyspace(String address) {
        return CassandraStoreConfig.read(StoreConfig.of(address)).address().keyspace();
    }

    private static void execute(String cql) {
        try (Cluster cluster = Clusters.create(
                        CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of())));
                Session session = cluster.connect()) {
            session.execute(cql);
        }
    }
}
