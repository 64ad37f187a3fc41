package io.eos.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;

/** The statements that eos's store sends for results without claims, each in the words of the store, on the tables of the store. */
enum BareSql {
    H2(
            "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP)",
            "VARBINARY",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            " ARRAY") {
        @Override
        String insert(String table, int slot, int shard, int rows) {
            return arrays(table, "");
        }

        @Override
        String find(String table, int ids) {
            return "SELECT " + COLUMNS + ", " + clock() + " FROM " + ids() + " JOIN " + table
                    + " r ON r.slot = ? AND r.id = u.id";
        }
    },

    POSTGRESQL(
            "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)", "bytea", "int2", "int4", "int8", "[]") {
        @Override
        String insert(String table, int slot, int shard, int rows) {
            return arrays(table, " AS r") + " ON CONFLICT DO NOTHING";
        }

        @Override
        String find(String table, int ids) {
            return "SELECT " + COLUMNS + ", " + clock() + " FROM " + ids() + " CROSS JOIN LATERAL (SELECT * FROM "
                    + table + " f WHERE f.slot = ? AND f.id = u.id LIMIT 1) r";
        }

        @Override
        boolean readsInAutoCommit() {
            return true;
        }
    },

    MARIADB("CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000 AS SIGNED)", "VARBINARY", "SMALLINT", "INT", "BIGINT", "") {
        @Override
        String insert(String table, int slot, int shard, int rows) {
            String row = "(" + slot + ", ?, ?, " + shard + ", ?, 0, 0, 0, 0, 0, NULL, ?, "
                    + clock().replace("SYSDATE", "NOW") + ")";
            return "INSERT IGNORE INTO " + table + WRITTEN + " VALUES "
                    + String.join(", ", Collections.nCopies(rows, row));
        }

        @Override
        void bindRows(PreparedStatement statement, int slot, int shard, Message[] rows) throws SQLException {
            int index = 1;
            for (Message row : rows) {
                statement.setBytes(index++, row.id());
                statement.setInt(index++, PROCESSED);
                statement.setLong(index++, row.offset());
                statement.setBytes(index++, row.body());
            }
        }

        @Override
        String find(String table, int ids) {
            return "SELECT " + COLUMNS + ", " + clock() + " FROM " + table + " r WHERE r.slot = ? AND r.id IN ("
                    + String.join(", ", Collections.nCopies(ids, "?")) + ")";
        }

        @Override
        void bindIds(PreparedStatement statement, int slot, byte[][] ids) throws SQLException {
            statement.setInt(1, slot);
            for (int i = 0; i < ids.length; i++) {
                statement.setBytes(i + 2, ids[i]);
            }
        }

        @Override
        boolean sizeIsInText() {
            return true;
        }
    };

    private static final String COLUMNS =
            "r.id, r.state, r.shard, r.token, r.claim_nonce, r.claim_epoch, r.redelivered,"
                    + " r.lease_until, r.holder, r.body, r.changed_at";
    private static final String WRITTEN = " (slot, id, state, shard, source_offset, token, claim_nonce,"
            + " claim_epoch, redelivered, lease_until, holder, body, changed_at)";

    /** The store's code for a result that is no dead letter. */
    private static final short PROCESSED = 2;

    private final String clock;
    private final String binary;
    private final String small;
    private final String integer;
    private final String big;
    private final String array;

    /** With what the database calls its  */
    BareSql(String clock, String binary, String small, String integer, String big, String array) {
        this.clock = clock;
        this.binary = binary;
        this.small = small;
        this.integer = integer;
        this.big = big;
        this.array = array;
    }

    private String unnest(String... types) {
        String[] casts = Arrays.stream(types)
                .map(type -> "CAST(? AS " + type + array + ")")
                .toArray(String[]::new);
        return "UNNEST(" + String.join(", ", casts) + ")";
    }

    /** An expression: microseconds since 1970. */
    String clock() {
        return clock;
    }

    /** Puts rows if absent. */
    abstract String insert(String table, int slot, int shard, int rows);

    String arrays(String table, String alias) {
        return "INSERT INTO " + table + alias + WRITTEN + " SELECT ?, u.id, u.state, CAST(? AS " + integer
                + "), u.source_offset, 0, 0, 0, 0, 0, NULL, u.body, (SELECT " + clock + ") FROM "
                + unnest(binary, small, big, binary)
                + " AS u(id, state, source_offset, body)";
    }

    void bindRows(PreparedStatement statement, int slot, int shard, Message[] rows) throws SQLException {
        byte[][] ids = new byte[rows.length][];
        Short[] states = new Short[rows.length];
        Long[] offsets = new Long[rows.length];
        byte[][] bodies = new byte[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            ids[i] = rows[i].id();
            states[i] = PROCESSED;
            offsets[i] = rows[i].offset();
            bodies[i] = rows[i].body();
        }
        Connection connection = statement.getConnection();
        statement.setInt(1, slot);
        statement.setInt(2, shard);
        statement.setArray(3, connection.createArrayOf(binary, ids));
        statement.setArray(4, connection.createArrayOf(small, states));
        statement.setArray(5, connection.createArrayOf(big, offsets));
        statement.setArray(6, connection.createArrayOf(binary, bodies));
    }

    /** Reads all of the rows, the id as the first column and the body as the tenth. */
    abstract String find(String table, int ids);

    String ids() {
        return unnest(binary) + " AS u(id)";
    }

    void bindIds(PreparedStatement statement, int slot, byte[][] ids) throws SQLException {
        statement.setArray(1, statement.getConnection().createArrayOf(binary, ids));
        statement.setInt(2, slot);
    }

    /** Whether there is a text for each number of rows. */
    boolean sizeIsInText() {
        return false;
    }

    /** Whether a query needs no transaction of its own. */
    boolean readsInAutoCommit() {
        return false;
    }

    /** Writes the checkpoint if the tenure may. */
    String checkpoint(String table) {
        return "UPDATE " + table + " SET sequence = ?, pending = ?, watermark = ?, leader_epoch = ?, changed_at = "
                + clock + " WHERE number = ? AND epoch = ? AND nonce = ? AND sequence <= ? AND watermark >= ?";
    }
}
