package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * The least that a SQL database can do: inserts and one guarded update of a watermark in one transaction, over one connection. The bodies are
 * as long as the store's, and the commits as durable; there is no claim, no retention, and no answer about whose result won. In {@code SHARD} scope a number of the shard is in front of each id.
 */
final class LeanJdbcClient implements Client {
    private final Connection connection;
    private final LeanSql sql;
    private final String results;
    private final String shards;
    private final byte[] shard;
    private final byte[] body = new byte[Messages.storedSize()];

    LeanJdbcClient(String url, LeanSql sql, String prefix, Scope scope) throws SQLException {
        connection = DriverManager.getConnection(url);
        this.sql = sql;
        shard = scope == Scope.SHARD ? new byte[] {0, 0, 0, 1} : new byte[0];
        results = prefix + "result";
        shards = prefix + "shard";
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.createTable(results));
            statement.execute("CREATE TABLE " + shards
                    + " (number INT NOT NULL PRIMARY KEY, epoch BIGINT NOT NULL, watermark BIGINT NOT NULL)");
            statement.execute("INSERT INTO " + shards + " VALUES (1, 1, 0)");
        }
        connection.setAutoCommit(false);
    }

    @Override
    public void record(Batch batch) throws SQLException {
        List<byte[]> ids = batch.messages().stream()
                .map(message -> key(message.id()))
                .sorted(Arrays::compareUnsigned)
                .toList();
        try {
            if (sql.insert(connection, results, ids, body) != ids.size()) {
                throw new IllegalStateException("an id was there already");
            }
            advance(batch.watermark());
            connection.commit();
        } catch (SQLException | IllegalStateException e) {
            connection.rollback();
            throw new IllegalStateException("not recorded", e);
        }
    }

    private byte[] key(byte[] id) {
        return ByteBuffer.allocate(shard.length + id.length).put(shard).put(id).array();
    }

    private void advance(long watermark) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE " + shards + " SET watermark = ? WHERE number = 1 AND epoch = ? AND watermark <= ?")) {
            statement.setLong(1, watermark);
            statement.setLong(2, 1);
            statement.setLong(3, watermark);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("the watermark was refused");
            }
        }
    }

    @Override
    public int find(List<MessageId> ids) throws SQLException {
        List<byte[]> wanted = ids.stream().map(id -> key(id.toBytes())).toList();
        int found = 0;
        try (PreparedStatement statement = sql.find(connection, results, wanted);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (rows.getBytes(1) != null && rows.getBytes(2) != null) {
                    found++;
                }
            }
        }
        connection.commit();
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
