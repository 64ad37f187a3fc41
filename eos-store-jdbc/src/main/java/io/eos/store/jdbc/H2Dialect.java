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
import java.util.concurrent.ThreadLocalRandom;
import org.h2.engine.SysProperties;
import org.jspecify.annotations.Nullable;

/**
 * H2 2.x. Its clock stands still within a transaction, so a lease that is taken after waiting for a lock is shorter by the wait; that
 * errs on the safe side. A look-up joins {@code UNNEST}, since {@code id = ANY(?)} scans the whole table.
 */
final class H2Dialect extends ArrayDialect {
    private static final int DUPLICATE_KEY = 23505;
    private static final Set<Integer> VICTIM = Set.of(
            40001, // deadlock
            50200, // lock timeout
            90131); // concurrent update
    private static final Set<Integer> UNAVAILABLE = Set.of(
            8000, // error while opening the database
            50000, // general error, such as a page that could not be written
            57014, // statement cancelled
            90007, // object closed
            90018, // connection lost without close
            90020, // in use by another process that does not share it
            90028, // input or output failed
            90030, // file corrupt, as it looks while another process takes over
            90031, // input or output failed
            90067, // connection broken
            90098, // database closed
            90108, // out of memory
            90121, // database closed at exit
            90135); // exclusive mode
    private static final int INSERT_ATTEMPTS = 5;

    private final String insert;
    private final String insertPlain;
    private final String update;
    private final String read;

    H2Dialect(Tables tables) {
        super(tables);
        // Atomic as one statement; of two at once, the later waits for the primary key and gets 23505, and finds the
        // row when repeated.
        insert = insertWritten("");
        insertPlain = insertPlain("");
        // A concurrent change makes it wait, and then look at the row again.
        update = "MERGE INTO " + tables.result() + " r USING (SELECT * FROM " + writtenAndExpected() + ") u"
                + " ON r.slot = ? AND r.id = u.id AND r.state = u.old_state AND r.token = u.old_token"
                + " AND r.lease_until = u.old_lease"
                + " WHEN MATCHED THEN UPDATE SET state = u.state, shard = u.shard, source_offset = u.source_offset,"
                + " token = u.token, claim_nonce = u.claim_nonce, claim_epoch = u.claim_epoch,"
                + " redelivered = u.redelivered, lease_until = " + leaseEnd() + ", holder = u.holder, body = u.body,"
                + " changed_at = " + clock();
        read = "SELECT " + Row.COLUMNS + ", " + clock() + " FROM " + ids() + " JOIN " + tables.result()
                + " r ON r.slot = ? AND r.id = u.id";
    }

    @Override
    String clock() {
        // EXTRACT(EPOCH …) divides decimals, for each row of a batch.
        return "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP)";
    }

    @Override
    String nextToken() {
        return "SELECT NEXT VALUE FOR " + tables().token();
    }

    @Override
    String type(Kind kind) {
        return switch (kind) {
            case BINARY -> "VARBINARY";
            case SMALL -> "SMALLINT";
            case INT -> "INTEGER";
            case BIG -> "BIGINT";
            case TEXT -> "VARCHAR";
        };
    }

    @Override
    String arrayType(Kind kind) {
        return type(kind) + " ARRAY";
    }

    @Override
    int insertAbsent(Connection connection, int slot, List<RowWrite> rows) throws SQLException {
        boolean plain = RowWrite.arePlain(rows);
        try (PreparedStatement statement = connection.prepareStatement(plain ? insertPlain : insert)) {
            bindInsert(statement, slot, rows, plain);
            return statement.executeUpdate();
        } catch (SQLException e) {
            // Rare: whoever inserts has just looked. H2 has undone this statement and nothing else.
            if (e.getErrorCode() != DUPLICATE_KEY) {
                throw e;
            }
        }
        return insertNotThere(connection, slot, rows, plain);
    }

    private int insertNotThere(Connection connection, int slot, List<RowWrite> rows, boolean plain)
            throws SQLException {
        String sql = (plain ? insertPlain : insert) + " WHERE NOT EXISTS (SELECT 1 FROM " + tables().result()
                + " r WHERE r.slot = ? AND r.id = u.id)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = bindInsert(statement, slot, rows, plain);
            statement.setInt(next, slot);
            for (int attempt = 1; ; attempt++) {
                try {
                    return statement.executeUpdate();
                } catch (SQLException e) {
                    // H2 has undone this statement and nothing else.
                    if (e.getErrorCode() != DUPLICATE_KEY || attempt == INSERT_ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }

    @Override
    int update(Connection connection, int slot, List<RowChange> changes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            int next = bindWrittenAndExpected(statement, 1, changes);
            statement.setInt(next, slot);
            return statement.executeUpdate();
        }
    }

    @Override
    PreparedStatement read(Connection connection, int slot, List<MessageId> ids, boolean lock) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(read);
        bindIds(statement, 1, ids);
        statement.setInt(2, slot);
        return statement;
    }

    @Override
    String deleteOld() {
        return "DELETE FROM " + tables().result()
                + " WHERE shard = ? AND changed_at < ? AND source_offset < ? AND lease_until < ? FETCH FIRST ? ROWS ONLY";
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
    boolean isRejected(SQLException error) {
        return error.getErrorCode() >= 22000 && error.getErrorCode() < 24000;
    }

    @Override
    List<Finding> preflight(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        String url = String.valueOf(connection.getMetaData().getURL());
        if (url.startsWith("jdbc:h2:mem:")) {
            findings.add(Finding.warn("the H2 database is in memory: its results are gone when this process ends;"
                    + " use jdbc:h2:file:… to keep them"));
            return findings;
        }
        String delay = setting(connection, "WRITE_DELAY");
        if (!"0".equals(delay)) {
            findings.add(Finding.refuse("H2's WRITE_DELAY is " + delay
                    + " but must be 0: with a delay, committed transactions are lost when the process is killed;"
                    + " add ;WRITE_DELAY=0 to the JDBC URL, or leave it out of the store's address"));
        }
        if (H2Address.sharesFile(url) && !"127.0.0.1".equals(SysProperties.BIND_ADDRESS)) {
            findings.add(Finding.warn("H2 shares its file with other processes through a port on "
                    + (SysProperties.BIND_ADDRESS == null ? "all interfaces" : SysProperties.BIND_ADDRESS)
                    + "; start the JVM with -Dh2.bindAddress=127.0.0.1"));
        }
        return findings;
    }

    private static @Nullable String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = '" + name + "'")) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    @Override
    boolean readsInAutoCommit() {
        return false;
    }

    /** H2 releases any savepoint without a look at it. But a transaction has a number as soon as it has changed something. */
    @Override
    String beginWork(Connection connection, Duration idle) throws SQLException {
        long unused = ThreadLocalRandom.current().nextInt(Integer.MIN_VALUE, 0);
        execute(connection, "INSERT INTO " + tables().schemaVersion() + " VALUES (" + unused + ")");
        execute(connection, "DELETE FROM " + tables().schemaVersion() + " WHERE version = " + unused);
        return transactionId(connection);
    }

    @Override
    boolean limitsIdling() {
        return false;
    }

    @Override
    void endWork(Connection connection, String mark) throws SQLException {
        if (!transactionId(connection).equals(mark)) {
            throw new SQLException("another transaction has begun since", "25000");
        }
    }

    private static String transactionId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT TRANSACTION_ID()")) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
