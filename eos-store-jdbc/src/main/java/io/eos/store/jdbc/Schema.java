package io.eos.store.jdbc;

import io.eos.api.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tables: checked when a store is opened, and made from the dialect's file if that is asked for. */
final class Schema {
    /** What this release reads and writes. */
    static final int VERSION = 1;

    private final Database database;
    private final Tables tables;
    private final String prefix;
    private final String store;

    Schema(Database database, Tables tables, String prefix, String store) {
        this.database = database;
        this.tables = tables;
        this.prefix = prefix;
        this.store = store;
    }

    /**
     * Makes sure that the tables are there and of this release's version.
     *
     * @throws InvalidConfigurationException if not
     */
    void ensure(Connection connection, boolean create) throws SQLException {
        Integer version = version(connection);
        if (version != null) {
            check(version);
        } else if (create) {
            create(connection);
        } else {
            throw missing();
        }
    }

    private @Nullable Integer version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version FROM " + tables.schemaVersion())) {
            Integer version = rows.next() ? Integer.valueOf(rows.getInt(1)) : null;
            return version;
        } catch (SQLException e) {
            // Syntax error or access rule violation: there is no such table.
            if (!SqlErrors.sqlClass(e.getSQLState()).equals("42")) {
                throw e;
            }
            return null;
        } finally {
            rollback(connection);
        }
    }

    private void check(int version) {
        if (version < VERSION) {
            throw new InvalidConfigurationException("the tables '" + prefix + "*' at " + store + " have version "
                    + version + " but this release of eos needs version " + VERSION + ", as in " + file()
                    + "; alter them, then update " + tables.schemaVersion());
        }
        if (version > VERSION) {
            throw new InvalidConfigurationException("the tables '" + prefix + "*' at " + store + " have version "
                    + version + " but this release of eos knows version " + VERSION
                    + "; they were made by a newer release");
        }
    }

    private InvalidConfigurationException missing() {
        return new InvalidConfigurationException("there is no table " + tables.schemaVersion() + " at " + store
                + "; run " + file() + " (in the jar of eos-store-jdbc) with the prefix '" + prefix
                + "', or set create-schema=true");
    }

    private String file() {
        return database.schemaFile();
    }

    private void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements()) {
                statement.execute(sql);
            }
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    private List<String> statements() {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(file()), file())) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String withoutComments = script.replaceAll("(?m)^--.*$", "");
            String named = withoutComments.replaceAll("\\beos_", prefix);
            return Arrays.stream(named.split(";"))
                    .map(String::strip)
                    .filter(sql -> !sql.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file(), e);
        }
    }

    private static void rollback(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }
}
