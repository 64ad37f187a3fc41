package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program would send to a SQL database to do what eos's store does: the same two statements in one transaction on the same tables, under a
 * tenure that the store issued. Statements stay prepared, over one connection.
 */
final class BareJdbcClient implements Client {
    /** How a list of pending messages is stored that has none. */
    private static final byte[] NOTHING_PENDING = {1};

    private final Connection connection;
    private final BareSql sql;
    private final String results;
    private final Tenure tenure;
    private final int shard;
    private final int slot;
    private final PreparedStatement checkpoint;
    private final Map<Integer, PreparedStatement> inserts = new HashMap<>();
    private final Map<Integer, PreparedStatement> finds = new HashMap<>();
    private long sequence;
    private long acknowledged = Checkpoint.NONE;

    /**
     * Goes on under a tenure.
     *
     * @param prefix of the names of the tables, in which the tenure is the present one
     */
    BareJdbcClient(Connection connection, BareSql sql, String prefix, Tenure tenure) throws SQLException {
        this.connection = connection;
        this.sql = sql;
        this.tenure = tenure;
        results = prefix + "result";
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        try (PreparedStatement numbers = connection.prepareStatement("SELECT s.number, p.number FROM " + prefix
                + "shard s JOIN " + prefix + "processor p ON s.processor = p.number WHERE p.name = ?")) {
            numbers.setString(1, tenure.shard().processor());
            try (ResultSet row = numbers.executeQuery()) {
                row.next();
                shard = row.getInt(1);
                slot = tenure.scope() == Scope.SHARD ? shard : -row.getInt(2);
            }
        }
        connection.commit();
        checkpoint = connection.prepareStatement(sql.checkpoint(prefix + "shard"));
    }

    @Override
    public void record(Batch batch) throws SQLException {
        Message[] rows = batch.messages().toArray(Message[]::new);
        Arrays.sort(rows, Message.BY_ID);
        try {
            PreparedStatement insert = insert(rows.length);
            sql.bindRows(insert, slot, shard, rows);
            if (insert.executeUpdate() != rows.length) {
                throw new IllegalStateException("an id was there already");
            }
            advance(batch.watermark());
            connection.commit();
        } catch (SQLException | IllegalStateException e) {
            connection.rollback();
            throw new IllegalStateException("not recorded", e);
        }
    }

    private PreparedStatement insert(int rows) throws SQLException {
        int key = sql.sizeIsInText() ? rows : 0;
        PreparedStatement known = inserts.get(key);
        if (known == null) {
            known = connection.prepareStatement(sql.insert(results, slot, shard, rows));
            inserts.put(key, known);
        }
        return known;
    }

    private void advance(long watermark) throws SQLException {
        sequence++;
        checkpoint.setLong(1, sequence);
        checkpoint.setBytes(2, NOTHING_PENDING);
        checkpoint.setLong(3, watermark);
        checkpoint.setInt(4, 0);
        checkpoint.setInt(5, shard);
        checkpoint.setLong(6, tenure.epoch());
        checkpoint.setLong(7, tenure.nonce());
        checkpoint.setLong(8, sequence);
        checkpoint.setLong(9, acknowledged);
        if (checkpoint.executeUpdate() != 1) {
            throw new IllegalStateException("the tenure was refused");
        }
        acknowledged = watermark;
    }

    @Override
    public int find(List<MessageId> wanted) throws SQLException {
        byte[][] ids = new byte[wanted.size()][];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = wanted.get(i).toBytes();
        }
        Arrays.sort(ids, Arrays::compareUnsigned);
        if (sql.readsInAutoCommit()) {
            connection.setAutoCommit(true);
        }
        PreparedStatement find = find(ids.length);
        sql.bindIds(find, slot, ids);
        List<byte[]> found = new ArrayList<>(ids.length);
        try (ResultSet rows = find.executeQuery()) {
            while (rows.next()) {
                if (rows.getBytes(1) != null) {
                    found.add(rows.getBytes(10));
                }
            }
        }
        if (sql.readsInAutoCommit()) {
            connection.setAutoCommit(false);
        } else {
            connection.commit();
        }
        return found.size();
    }

    private PreparedStatement find(int ids) throws SQLException {
        int key = sql.sizeIsInText() ? ids : 0;
        PreparedStatement known = finds.get(key);
        if (known == null) {
            known = connection.prepareStatement(sql.find(results, ids));
            finds.put(key, known);
        }
        return known;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
