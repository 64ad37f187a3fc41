package io.eos.store.jdbc;

import io.eos.api.MessageId;
import io.eos.spi.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * PostgreSQL. An insert that meets a concurrent one waits for it ({@code ON CONFLICT DO NOTHING}); what is there is read by a second
 * statement, whose snapshot is newer. {@code clock_timestamp()} advances within a transaction, unlike {@code now()}.
 */
final class PostgresDialect extends ArrayDialect {
    private static final Set<String> VICTIM = Set.of(
            "40001", // serialization failure
            "40P01", // deadlock
            "55P03"); // lock timeout
    private static final Set<String> UNAVAILABLE = Set.of("25P03", "25006"); // idle in transaction, read-only standby

    private final String insert;
    private final String insertPlain;
    private final String update;
    private final String read;
    private final String readAndLock;

    PostgresDialect(Tables tables) {
        super(tables);
        String insertWritten = insertWritten(" AS r");
        insertPlain = insertPlain(" AS r") + " ON CONFLICT DO NOTHING";
        insert = insertWritten + " ON CONFLICT DO NOTHING";
        // The rows are there and locked. A join would be planned badly on a table that was never analysed.
        update = insertWritten + " ON CONFLICT (slot, id) DO UPDATE SET state = EXCLUDED.state,"
                + " shard = EXCLUDED.shard, source_offset = EXCLUDED.source_offset, token = EXCLUDED.token,"
                + " claim_nonce = EXCLUDED.claim_nonce, claim_epoch = EXCLUDED.claim_epoch,"
                + " redelivered = EXCLUDED.redelivered, lease_until = EXCLUDED.lease_until,"
                + " holder = EXCLUDED.holder, body = EXCLUDED.body, changed_at = EXCLUDED.changed_at";
        // The limit makes it one look-up by the primary key an id, in the order of the ids.
        String one = "(SELECT * FROM " + tables.result() + " f WHERE f.slot = ? AND f.id = u.id LIMIT 1";
        String start = "SELECT " + Row.COLUMNS + ", " + clock() + " FROM " + ids() + " CROSS JOIN LATERAL " + one;
        read = start + ") r";
        readAndLock = start + " FOR UPDATE) r";
    }

    @Override
    String clock() {
        return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)";
    }

    @Override
    String nextToken() {
        return "SELECT nextval('" + tables().token().replace("'", "''") + "')";
    }

    @Override
    String type(Kind kind) {
        return switch (kind) {
            case BINARY -> "bytea";
            case SMALL -> "int2";
            case INT -> "int4";
            case BIG -> "int8";
            case TEXT -> "text";
        };
    }

    @Override
    String arrayType(Kind kind) {
        return type(kind) + "[]";
    }

    @Override
    int insertAbsent(Connection connection, int slot, List<RowWrite> rows) throws SQLException {
        boolean plain = RowWrite.arePlain(rows);
        try (PreparedStatement statement = connection.prepareStatement(plain ? insertPlain : insert)) {
            bindInsert(statement, slot, rows, plain);
            return statement.executeUpdate();
        }
    }

    @Override
    int update(Connection connection, int slot, List<RowChange> changes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setInt(1, slot);
            bindWritten(statement, 2, changes.stream().map(RowChange::to).toList());
            return statement.executeUpdate();
        }
    }

    @Override
    PreparedStatement read(Connection connection, int slot, List<MessageId> ids, boolean lock) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(lock ? readAndLock : read);
        bindIds(statement, 1, ids);
        statement.setInt(2, slot);
        return statement;
    }

    @Override
    String deleteOld() {
        String result = tables().result();
        return "DELETE FROM " + result + " r USING (SELECT slot, id FROM " + result
                + " WHERE shard = ? AND changed_at < ? AND source_offset < ? AND lease_until < ?"
                + " ORDER BY shard, changed_at LIMIT ? FOR UPDATE SKIP LOCKED) old WHERE r.slot = old.slot AND r.id = old.id";
    }

    @Override
    boolean isVictim(SQLException error) {
        return in(VICTIM, error);
    }

    @Override
    boolean isUnavailable(SQLException error) {
        return in(UNAVAILABLE, error);
    }

    @Override
    boolean isDuplicate(SQLException error) {
        return "23505".equals(error.getSQLState());
    }

    private static boolean in(Set<String> states, SQLException error) {
        return error.getSQLState() != null && states.contains(error.getSQLState());
    }

    @Override
    List<Finding> preflight(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        require(connection, "fsync", findings);
        require(connection, "synchronous_commit", findings);
        require(connection, "full_page_writes", findings);
        return findings;
    }

    private static void require(Connection connection, String setting, List<Finding> findings) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            if (rows.next() && rows.getString(1).equals("off")) {
                findings.add(Finding.refuse("PostgreSQL's " + setting
                        + " is off but must be on: committed transactions are lost when the server crashes"));
            }
        }
    }

    @Override
    boolean definitionsCommit() {
        return false;
    }

    @Override
    boolean readsInAutoCommit() {
        return true;
    }

    @Override
    String beginWork(Connection connection, Duration idle) throws SQLException {
        String savepoint = newSavepoint();
        // Two statements in one round trip.
        execute(
                connection,
                "SET LOCAL idle_in_transaction_session_timeout = " + idle.toMillis() + "; SAVEPOINT " + savepoint);
        return savepoint;
    }

    @Override
    void endWork(Connection connection, String mark) throws SQLException {
        execute(connection, "RELEASE SAVEPOINT " + mark);
    }
}
