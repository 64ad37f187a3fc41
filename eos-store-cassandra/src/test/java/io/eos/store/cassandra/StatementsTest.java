package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Session;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What all statements have in common. */
class StatementsTest {
    @Test
    void noRowIsEverWrittenWithoutACondition() throws IllegalAccessException {
        Map<String, PreparedStatement> writes = new HashMap<>(statements());
        writes.values().removeIf(each -> each.getQueryString().startsWith("SELECT"));
        assertThat(writes)
                .hasSize(17)
                .allSatisfy((name, statement) -> assertThat(statement.getQueryString())
                        .as(name)
                        .matches("(UPDATE|INSERT) .* IF .*")
                        .doesNotContain("TIMESTAMP"));
    }

    @Test
    void whatIsWrittenSoIsReadAtTheSerialLevel() throws IllegalAccessException {
        Map<String, PreparedStatement> reads = new HashMap<>(statements());
        reads.values().removeIf(each -> !each.getQueryString().startsWith("SELECT"));
        // A serial read takes one partition.
        assertThat(reads.remove("processors")).isNotNull();
        assertThat(reads.remove("scanProcessor")).isNotNull();
        assertThat(reads)
                .hasSize(7)
                .allSatisfy((name, statement) ->
                        assertThat(statement.getConsistencyLevel()).as(name).isEqualTo(ConsistencyLevel.SERIAL));
    }

    @Test
    void onlyRowsOfIdsHaveATimeToLive() throws IllegalAccessException {
        assertThat(statements())
                .allSatisfy((name, statement) -> assertThat(
                                statement.getQueryString().contains("USING TTL"))
                        .as(name)
                        .isEqualTo(name.contains(".on")));
    }

    private static Map<String, PreparedStatement> statements() throws IllegalAccessException {
        CassandraStoreConfig config = CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of()));
        TestCluster.open(TestCluster.address(), Map.of()).close();
        try (Cluster cluster = Clusters.create(config);
                Session session = cluster.connect()) {
            Tables tables = new Tables(config.address().keyspace(), config.prefix());
            CassandraStatements all = new CassandraStatements(session, tables, Clusters.serial(config));
            Map<String, PreparedStatement> statements = new HashMap<>();
            collect("", all, statements);
            collect("shardRows.", all.shardRows, statements);
            collect("resultRows.", all.resultRows, statements);
            return statements;
        }
    }

    private static void collect(String prefix, Object holder, Map<String, PreparedStatement> into)
            throws IllegalAccessException {
        for (Field field : holder.getClass().getDeclaredFields()) {
            if (field.getType() == PreparedStatement.class) {
                field.setAccessible(true);
                into.put(prefix + field.getName(), (PreparedStatement) field.get(holder));
            }
        }
    }
}
