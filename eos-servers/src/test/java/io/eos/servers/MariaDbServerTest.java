package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@DisabledIfEnvironmentVariable(named = Endpoints.MARIADB, matches = ".+", disabledReason = "tests the embedded server")
class MariaDbServerTest extends DatabaseServerTest {

    @Override
    DatabaseServer open(DatabaseOptions options) {
        return MariaDbServer.open(options);
    }

    @Override
    DatabaseServer external(String url) {
        return MariaDbServer.external(url);
    }

    @Override
    void assertDurable(DatabaseServer server, boolean durable) throws SQLException {
        assertThat(query(server.jdbcUrl(), "SHOW VARIABLES LIKE 'innodb_flush_log_at_trx_commit'"))
                .isEqualTo(durable ? "1" : "0");
    }
}
