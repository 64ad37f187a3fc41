package io.eos.store.jdbc;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.spi.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB with InnoDB tables, at READ COMMITTED. {@code INSERT IGNORE} waits for a concurrent insert of the same id and counts what it
 * inserted; what else it would forgive cannot occur, since the values fit their columns. {@code SYSDATE} advances within a statement,
 * unlike {@code NOW}.
 */
final class MariaDbDialect extends SqlDialect {
    private static final Set<Integer> VICTIM = Set.of(
            1020, // row changed since it was read
            1205, // lock timeout
            1213); // deadlock
    private static final Set<Integer> UNAVAILABLE = Set.of(
            1021, // disk full
            1040, // too many connections
            1053, // shutting down
            1203, // too many connections of the user
            1226, // resource limit of the user
            1290, // read-only
            1317, // query interrupted
            1927, // connection killed
            4031); // idle too long
    private static final int DUPLICATE_KEY = 1062;
    /** The server's default. A statement of ours takes half of it at most. */
    private static final long LEAST_PACKET = 16 << 20;

    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, %s, ?, ?, %s)";
    /**
     * For {@linkplain RowWrite#arePlain plain} results, by slot, shard and clock. The server reads the statement as text, where each value
     * counts; and {@code NOW}, which is the same for all rows, is good enough for the age of a result.
     */
    private static final String PLAIN = "(%d, ?, ?, %d, ?, 0, 0, 0, 0, 0, NULL, ?, %s)";

    private final String insert;
    private final String row;
    private final String update;
    private final String read;

    MariaDbDialect(Tables tables) {
        super(tables);
        String leaseEnd = "IF(? = 0, 0, " + clock() + " + ?)";
        insert = " INTO " + tables.result() + " (slot, id, state, shard, source_offset, token, claim_nonce,"
                + " claim_epoch, redelivered, lease_until, holder, body, changed_at) VALUES ";
        row = ROW.formatted(leaseEnd, clock());
        // The rows are there and locked.
        update = " ON DUPLICATE KEY UPDATE state = VALUES(state), shard = VALUES(shard),"
                + " source_offset = VALUES(source_offset), token = VALUES(token), claim_nonce = VALUES(claim_nonce),"
                + " claim_epoch = VALUES(claim_epoch), redelivered = VALUES(redelivered),"
                + " lease_until = VALUES(lease_until), holder = VALUES(holder), body = VALUES(body),"
                + " changed_at = VALUES(changed_at)";
        read = "SELECT " + Row.COLUMNS + ", " + clock() + " FROM " + tables.result()
                + " r WHERE r.slot = ? AND r.id IN (";
    }

    @Override
    String clock() {
        return clock("SYSDATE");
    }

    private static String clock(String function) {
        return "CAST(UNIX_TIMESTAMP(" + function + "(6)) * 1000000 AS SIGNED)";
    }

    @Override
    String nextToken() {
        return "SELECT NEXT VALUE FOR " + tables().token();
    }

    @Override
    int insertAbsent(Connection connection, int slot, List<RowWrite> rows) throws SQLException {
        return RowWrite.arePlain(rows)
                ? insertPlain(connection, slot, rows)
                : write(connection, "INSERT IGNORE", "", slot, rows);
    }

    private int insertPlain(Connection connection, int slot, List<RowWrite> rows) throws SQLException {
        String one = PLAIN.formatted(slot, rows.get(0).shard(), clock("NOW"));
        String sql = "INSERT IGNORE" + insert + String.join(", ", Collections.nCopies(rows.size(), one));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (RowWrite write : rows) {
                statement.setBytes(index++, write.id().toBytes());
                statement.setInt(index++, write.state().code());
                statement.setLong(index++, write.sourceOffset());
                statement.setBytes(index++, Bytes.arrayOrNull(write.body()));
            }
            return statement.executeUpdate();
        }
    }

    @Override
    int update(Connection connection, int slot, List<RowChange> changes) throws SQLException {
        List<RowWrite> rows = changes.stream().map(RowChange::to).toList();
        write(connection, "INSERT", update, slot, rows);
        return rows.size(); // the server counts a changed row as one or two, by the connection's settings
    }

    private int write(Connection connection, String verb, String onDuplicate, int slot, List<RowWrite> rows)
            throws SQLException {
        String sql = verb + insert + String.join(", ", Collections.nCopies(rows.size(), row)) + onDuplicate;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (RowWrite write : rows) {
                statement.setInt(index++, slot);
                statement.setBytes(index++, write.id().toBytes());
                index = bindValues(statement, index, write);
            }
            return statement.executeUpdate();
        }
    }

    private static int bindValues(PreparedStatement statement, int from, RowWrite write) throws SQLException {
        int index = from;
        statement.setInt(index++, write.state().code());
        statement.setInt(index++, write.shard());
        statement.setLong(index++, write.sourceOffset());
        statement.setLong(index++, write.token());
        statement.setLong(index++, write.claimNonce());
        statement.setLong(index++, write.claimEpoch());
        statement.setInt(index++, write.redelivered() ? 1 : 0);
        statement.setLong(index++, write.lease());
        statement.setLong(index++, write.lease());
        statement.setString(index++, write.holder());
        statement.setBytes(index++, Bytes.arrayOrNull(write.body()));
        return index;
    }

    @Override
    PreparedStatement read(Connection connection, int slot, List<MessageId> ids, boolean lock) throws SQLException {
        String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
        PreparedStatement statement =
                connection.prepareStatement(read + marks + (lock ? ") ORDER BY r.id FOR UPDATE" : ")"));
        statement.setInt(1, slot);
        for (int i = 0; i < ids.size(); i++) {
            statement.setBytes(i + 2, ids.get(i).toBytes());
        }
        return statement;
    }

    @Override
    String deleteOld() {
        return "DELETE FROM " + tables().result()
                + " WHERE shard = ? AND changed_at < ? AND source_offset < ? AND lease_until < ?"
                + " ORDER BY shard, changed_at LIMIT ?";
    }

    @Override
    boolean isVictim(SQLException error) {
        return VICTIM.contains(error.getErrorCode());
    }

    @Override
    boolean isUnavailable(SQLException error) {
        return UNAVAILABLE.contains(error.getErrorCode());
    }

    @Override
    boolean isDuplicate(SQLException error) {
        return error.getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    List<Finding> preflight(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        String flush = variable(connection, "innodb_flush_log_at_trx_commit");
        if (!flush.equals("1")) {
            findings.add(Finding.refuse("MariaDB's innodb_flush_log_at_trx_commit is " + flush
                    + " but must be 1: committed transactions are lost when the server crashes"));
        }
        long packet = Long.parseLong(variable(connection, "max_allowed_packet"));
        if (packet < LEAST_PACKET) {
            findings.add(Finding.refuse("MariaDB's max_allowed_packet is " + packet + " but must be at least "
                    + LEAST_PACKET + ": a batch would not fit"));
        }
        String engine = engine(connection);
        if (!"InnoDB".equalsIgnoreCase(engine)) {
            findings.add(Finding.refuse("the tables of eos have the engine " + engine
                    + " but must have InnoDB: others have no transactions"));
        }
        return findings;
    }

    private static String variable(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@global." + name)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private @Nullable String engine(Connection connection) throws SQLException {
        String plain = tables().result().substring(tables().result().lastIndexOf('.') + 1);
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT engine FROM information_schema.tables WHERE table_schema = ? AND table_name = ?")) {
            statement.setString(1, connection.getCatalog());
            statement.setString(2, plain);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    @Override
    boolean readsInAutoCommit() {
        return false;
    }

    @Override
    String beginWork(Connection connection, Duration idle) throws SQLException {
        String savepoint = newSavepoint();
        execute(connection, "SET SESSION idle_transaction_timeout = " + Math.max(1, idle.toSeconds()));
        execute(connection, "SAVEPOINT " + savepoint);
        return savepoint;
    }

    @Override
    void endWork(Connection connection, String mark) throws SQLException {
        execute(connection, "RELEASE SAVEPOINT " + mark);
    }
}
