package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import io.eos.api.InvalidConfigurationException;
import io.eos.servers.Servers;
import io.eos.spi.Finding.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What all nodes of a store, and all that make its tables, must agree on. */
class AgreementTest {
    @Test
    void anotherSerialLevelOrDataCentreIsRefused() {
        String address = TestCluster.newKeyspace(Servers.cassandra());
        TestCluster.open(address, Map.of()).close();
        TestCluster.open(address, Map.of()).close();
        assertThatThrownBy(() -> TestCluster.open(address, Map.of("serial-consistency", "local-serial")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("used with serial-consistency serial but this node has local-serial in ");
        String dc1 = "local-serial in dc1";
        assertThatCode(() -> SerialLevel.check(dc1, dc1, "here")).doesNotThrowAnyException();
        assertThatThrownBy(() -> SerialLevel.check(dc1, "local-serial in dc2", "here"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("dc1")
                .hasMessageContaining("dc2");
    }

    @Test
    void tablesHaveIdsOfTheirNamesAndLetGoOfExpiredRowsSoon() {
        String address = TestCluster.newKeyspace(Servers.cassandra());
        TestCluster.open(address, Map.of()).close();
        CassandraStoreConfig config = CassandraStoreConfig.read(TestCluster.config(address, Map.of()));
        String keyspace = config.address().keyspace();
        try (Cluster cluster = Clusters.create(config);
                Session session = cluster.connect()) {
            for (String name : new Tables(keyspace, config.prefix()).all()) {
                String table = name.replace("\"", "");
                Row row = session.execute(
                                "SELECT id, gc_grace_seconds FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
                                keyspace,
                                table)
                        .one();
                String quoted = "\"" + keyspace + "\".\"" + table + '"';
                assertThat(row.getUUID("id"))
                        .as(table)
                        .isEqualTo(UUID.nameUUIDFromBytes(quoted.getBytes(StandardCharsets.UTF_8)));
                if (table.equals("eos_shard") || table.equals("eos_result")) {
                    assertThat(row.getInt("gc_grace_seconds")).as(table).isEqualTo(10_800);
                }
            }
        }
    }

    @Test
    void variantsOfPaxosThatAreNotLinearizableAndADataCentreWithoutReplicasAreRefused() {
        assertThat(Preflight.paxos("v1")).isEmpty();
        assertThat(Preflight.paxos("v2")).isEmpty();
        assertThat(Preflight.paxos("v2_without_linearizable_reads"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.REFUSE));
        assertThat(Preflight.noCopy("k", "dc9", Map.of("class", "c", "dc1", "3")))
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.REFUSE))
                .satisfies(finding -> assertThat(finding.message()).contains("dc9", "[dc1]"));
    }
}
