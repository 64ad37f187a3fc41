package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@DisabledIfEnvironmentVariable(
        named = Endpoints.POSTGRESQL,
        matches = ".+",
        disabledReason = "tests the embedded server")
class PostgresServerTest extends DatabaseServerTest {

    @Override
    DatabaseServer open(DatabaseOptions options) {
        return PostgresServer.open(options);
    }

    @Override
    DatabaseServer external(String url) {
        return PostgresServer.external(url);
    }

    @Override
    void assertDurable(DatabaseServer server, boolean durable) throws SQLException {
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            assertThat(query(server.jdbcUrl(), "SHOW " + setting)).isEqualTo(durable ? "on" : "off");
        }
    }
}
