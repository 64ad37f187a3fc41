package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every embedded database server does; one subclass for each kind. */
@Timeout(120)
abstract class DatabaseServerTest {

    abstract DatabaseServer open(DatabaseOptions options);

    abstract DatabaseServer external(String url);

    abstract void assertDurable(DatabaseServer server, boolean durable) throws SQLException;

    @Test
    void dataSurvivesStopAndKill() throws SQLException {
        try (DatabaseServer server = open(DatabaseOptions.defaults())) {
            String url = server.createDatabase("orders");
            execute(url, "CREATE TABLE t (n INT PRIMARY KEY)");
            execute(url, "INSERT INTO t VALUES (1)");

            server.stop();
            assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
            server.start();
            assertThat(query(url, "SELECT COUNT(*) FROM t")).isEqualTo("1");

            execute(url, "INSERT INTO t VALUES (2)");
            server.kill();
            assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
            server.start();
            assertThat(query(url, "SELECT COUNT(*) FROM t")).isEqualTo("2");
        }
    }

    @Test
    void isDurableUnlessToldOtherwise() throws SQLException {
        try (DatabaseServer durable = open(DatabaseOptions.defaults());
                DatabaseServer quick =
                        open(DatabaseOptions.defaults().withDurable(false).withSetting("max_connections", "33"))) {
            assertDurable(durable, true);
            assertDurable(quick, false);
            assertThat(quick.jdbcUrl()).isNotEqualTo(durable.jdbcUrl());
        }
    }

    @Test
    void closeLeavesNoProcessAndNoDirectory() throws SQLException {
        DatabaseServer server = open(DatabaseOptions.defaults());
        Path home = Objects.requireNonNull(server.dataDirectory().getParent());
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(process -> commandLineOf(process).contains(home.toString()))
                .toList();
        assertThat(processes).isNotEmpty();
        try (Connection open = server.connect()) {
            assertThat(open.isValid(5)).isTrue();
            server.close();
        }
        server.close();

        assertThat(processes).allMatch(Signals::gone);
        assertThat(home).doesNotExist();
        assertThatThrownBy(server::start).isInstanceOf(ServerException.class).hasMessageContaining("closed");
    }

    @Test
    void frozenServerAnswersAfterThaw() throws Exception {
        try (DatabaseServer server = open(DatabaseOptions.defaults());
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            server.freeze();
            CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.execute("SELECT 1");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(answer.completeOnTimeout(false, 500, TimeUnit.MILLISECONDS))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo(false);
            server.thaw();
            try (Connection second = server.connect()) {
                assertThat(second.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void failedStartShowsTheLog() {
        assertThatThrownBy(() -> open(DatabaseOptions.defaults().withSetting("no_such_setting", "1")))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("ended with exit code")
                .hasMessageContaining("no_such_setting");
    }

    @Test
    void databasesAreCreatedAndDropped() {
        try (DatabaseServer server = open(DatabaseOptions.defaults())) {
            server.createDatabase("a-b");
            assertThatThrownBy(() -> server.createDatabase("a-b")).isInstanceOf(ServerException.class);
            server.dropDatabase("a-b");
            server.dropDatabase("a-b");
            server.createDatabase("a-b");
        }
    }

    @Test
    void serverOfTheEnvironmentIsLeftAlone() throws SQLException {
        try (DatabaseServer own = open(DatabaseOptions.defaults())) {
            DatabaseServer external = external(own.jdbcUrl());
            external.createDatabase("elsewhere");
            assertThat(external.isExternal()).isTrue();
            assertThat(external.toString()).contains("EOS_TEST_").doesNotContain("jdbc:");
            for (Runnable operation :
                    List.<Runnable>of(external::stop, external::start, external::kill, external::freeze)) {
                assertThatThrownBy(operation::run)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("EOS_TEST_");
            }
            external.close();
            try (Connection connection = own.connect()) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String query(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(rows.getMetaData().getColumnCount());
        }
    }

    private static String commandLineOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
