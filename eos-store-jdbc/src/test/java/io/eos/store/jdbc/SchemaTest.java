package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.spi.TransactionalResultStore;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that are missing, old, new, made by several at once, or of another environment. */
class SchemaTest {
    private static final Map<String, String> CREATE = Map.of("create-schema", "true");
    private static final Map<String, String> CHECK = Map.of("create-schema", "false");

    @ParameterizedTest
    @EnumSource
    void missingTablesAreAClearError(TestDatabases database) {
        Ledger ledger = database.fresh();
        assertThatThrownBy(() -> ledger.open(CHECK, "eos_"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("eos-schema-")
                .hasMessageContaining("create-schema=true");
    }

    @ParameterizedTest
    @EnumSource
    void otherVersionsAreAClearError(TestDatabases database) {
        Ledger ledger = database.fresh();
        ledger.open(CREATE, "eos_").close();
        ledger.open(CHECK, "eos_").close();
        ledger.execute("UPDATE eos_schema_version SET version = 0");
        for (Map<String, String> settings : List.of(CREATE, CHECK)) {
            assertThatThrownBy(() -> ledger.open(settings, "eos_"))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("version 0")
                    .hasMessageContaining("needs version 1");
        }
        ledger.execute("UPDATE eos_schema_version SET version = 2");
        assertThatThrownBy(() -> ledger.open(CREATE, "eos_"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("newer release");
    }

    @ParameterizedTest
    @EnumSource
    void severalNodesMakeTheTablesAtOnce(TestDatabases database) throws Exception {
        Ledger ledger = database.fresh();
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> opened = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(i ->
                            executor.submit(() -> ledger.open(CREATE, "eos_").close()))
                    .toList();
            for (Future<?> each : opened) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        ledger.open(CHECK, "eos_").close();
    }

    @ParameterizedTest
    @EnumSource
    void prefixesSeparateEnvironments(TestDatabases database) {
        Ledger ledger = database.ledger();
        String name = Node.newProcessor();
        try (TransactionalResultStore<Connection> staging = ledger.open(CREATE, "staging_");
                TransactionalResultStore<Connection> live = ledger.open(CREATE, "Live2_")) {
            Node one = Node.of(staging, name, 0);
            one.record("a");
            Node two = Node.of(live, name, 0);
            assertThat(two.find("a")).isEmpty();
            assertThat(two.tenure.epoch()).isEqualTo(1);
            assertThat(one.record("b")).hasSize(1); // not fenced by the other environment
        }
    }

    @Test
    void aSchemaOfItsOwnHoldsTheTables() {
        Ledger ledger = TestDatabases.POSTGRES.fresh();
        ledger.execute("CREATE SCHEMA messages");
        Map<String, String> settings = Map.of("create-schema", "true", "schema", "messages");
        try (TransactionalResultStore<Connection> store = ledger.open(settings, "eos_")) {
            Node node = Node.of(store, "p", 0);
            // Where the handler goes does not lead the store astray.
            node.transact("a", connection -> {
                connection.setSchema("public");
                ledger.append(connection, "p", "line");
            });
            assertThat(node.find("a")).isPresent();
        }
        ledger.execute("SELECT version FROM messages.eos_schema_version");
    }

    @Test
    void aPrefixThatIsNoNameIsAClearError() {
        for (String prefix : List.of("", "1a_", "_a")) {
            assertThatThrownBy(() -> TestDatabases.H2.ledger().open(CREATE, prefix))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("'" + prefix + "'");
        }
    }
}
