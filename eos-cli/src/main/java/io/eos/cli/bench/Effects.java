package io.eos.cli.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The rows that are the effects of {@code transact}. Stateless. */
final class Effects {
    private Effects() {}

    static String table(CopyArguments task) {
        return task.identifier() + "effects";
    }

    static void create(CopyArguments task) throws SQLException {
        try (Connection connection = DriverManager.getConnection(task.store());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table(task)
                    + " (id VARCHAR(64) NOT NULL, source_partition INT NOT NULL, source_offset BIGINT NOT NULL)");
        }
    }

    /** How many rows a run left. */
    static long count(CopyArguments task) {
        try (Connection connection = DriverManager.getConnection(task.store());
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table(task))) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot count the rows of " + table(task), e);
        }
    }

    static String insert(String table) {
        return "INSERT INTO " + table + " (id, source_partition, source_offset) VALUES (?, ?, ?)";
    }

    static void bind(PreparedStatement insert, ConsumerRecord<byte[], byte[]> message) throws SQLException {
        insert.setString(1, new String(message.key(), StandardCharsets.UTF_8));
        insert.setInt(2, message.partition());
        insert.setLong(3, message.offset());
    }

    /** The address with the driver's own rewriting of batches into statements with many rows, where it has any. */
    static String rewriting(String url) {
        return url.startsWith("jdbc:postgresql:")
                ? url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true"
                : url;
    }
}
