package io.eos.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** The statements that a program would send without eos, for each database the fastest that is safe: put-if-absent, and a look-up. */
enum LeanSql {
    /** A JDBC batch of inserts, which fails as a whole on a duplicate; a look-up by a join, since {@code = ANY(?)} scans the table. */
    H2("VARBINARY(513)", "VARBINARY(4096)") {
        @Override
        int insert(Connection connection, String table, List<byte[]> ids, byte[] body) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO " + table + " (id, body) VALUES (?, ?)")) {
                for (byte[] id : ids) {
                    statement.setBytes(1, id);
                    statement.setBytes(2, body);
                    statement.addBatch();
                }
                return statement.executeBatch().length;
            }
        }

        @Override
        PreparedStatement find(Connection connection, String table, List<byte[]> ids) throws SQLException {
            return arrayJoin(connection, table, ids, "CAST(? AS VARBINARY ARRAY)", "VARBINARY");
        }
    },

    /** One statement for the batch. */
    POSTGRESQL("bytea", "bytea") {
        @Override
        int insert(Connection connection, String table, List<byte[]> ids, byte[] body) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + table
                    + " (id, body) SELECT u.id, u.body FROM UNNEST(?, ?) AS u(id, body) ON CONFLICT DO NOTHING")) {
                byte[][] bodies = Collections.nCopies(ids.size(), body).toArray(new byte[0][]);
                statement.setArray(1, connection.createArrayOf("bytea", ids.toArray(new byte[0][])));
                statement.setArray(2, connection.createArrayOf("bytea", bodies));
                return statement.executeUpdate();
            }
        }

        @Override
        PreparedStatement find(Connection connection, String table, List<byte[]> ids) throws SQLException {
            return arrayJoin(connection, table, ids, "CAST(? AS bytea[])", "bytea");
        }
    },

    /** One statement for the batch. */
    MARIADB("VARBINARY(513)", "MEDIUMBLOB") {
        @Override
        int insert(Connection connection, String table, List<byte[]> ids, byte[] body) throws SQLException {
            String rows = String.join(", ", Collections.nCopies(ids.size(), "(?, ?)"));
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT IGNORE INTO " + table + " (id, body) VALUES " + rows)) {
                int index = 1;
                for (byte[] id : ids) {
                    statement.setBytes(index++, id);
                    statement.setBytes(index++, body);
                }
                return statement.executeUpdate();
            }
        }

        @Override
        PreparedStatement find(Connection connection, String table, List<byte[]> ids) throws SQLException {
            String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
            PreparedStatement statement =
                    connection.prepareStatement("SELECT id, body FROM " + table + " WHERE id IN (" + marks + ")");
            for (int i = 0; i < ids.size(); i++) {
                statement.setBytes(i + 1, ids.get(i));
            }
            return statement;
        }
    };

    private final String idType;
    private final String bodyType;

    LeanSql(String idType, String bodyType) {
        this.idType = idType;
        this.bodyType = bodyType;
    }

    String createTable(String table) {
        return "CREATE TABLE " + table + " (id " + idType + " NOT NULL PRIMARY KEY, body " + bodyType + " NOT NULL)";
    }

    /** Inserts the ids that are not there, and returns how many were inserted. */
    abstract int insert(Connection connection, String table, List<byte[]> ids, byte[] body) throws SQLException;

    /** A query for ids and bodies. */
    abstract PreparedStatement find(Connection connection, String table, List<byte[]> ids) throws SQLException;

    private static PreparedStatement arrayJoin(
            Connection connection, String table, List<byte[]> ids, String parameter, String type) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(
                "SELECT r.id, r.body FROM UNNEST(" + parameter + ") AS u(id) JOIN " + table + " r ON r.id = u.id");
        statement.setArray(1, connection.createArrayOf(type, ids.toArray(new byte[0][])));
        return statement;
    }
}
