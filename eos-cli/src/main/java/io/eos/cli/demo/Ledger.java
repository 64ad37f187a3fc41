package io.eos.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The effects of payments in SQL, the same with eos and without. The ledger has no unique key: nothing but the processing keeps a
 * payment from being entered twice. Stateless.
 */
final class Ledger {
    private Ledger() {}

    /** The names of the two tables. */
    record Tables(String ledger, String balances) {}

    /** Makes the tables, with every account at zero. */
    static void create(Connection connection, Tables tables, Collection<String> accounts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + tables.ledger()
                    + " (payment_id VARCHAR(64) NOT NULL, account VARCHAR(64) NOT NULL, cents BIGINT NOT NULL,"
                    + " worker VARCHAR(64) NOT NULL, source_partition INT NOT NULL, source_offset BIGINT NOT NULL)");
            statement.execute("CREATE INDEX " + tables.ledger() + "_payment ON " + tables.ledger() + " (payment_id)");
            statement.execute("CREATE TABLE " + tables.balances()
                    + " (account VARCHAR(64) NOT NULL PRIMARY KEY, cents BIGINT NOT NULL)");
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + tables.balances() + " (account, cents) VALUES (?, 0)")) {
            for (String account : accounts) {
                insert.setString(1, account);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Enters a payment: one row, and the account's new balance. */
    static void enter(
            Connection connection, Tables tables, Payment payment, String worker, ConsumerRecord<?, ?> message)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + tables.ledger()
                + " (payment_id, account, cents, worker, source_partition, source_offset) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, payment.id());
            insert.setString(2, payment.account());
            insert.setLong(3, payment.cents());
            insert.setString(4, worker);
            insert.setInt(5, message.partition());
            insert.setLong(6, message.offset());
            insert.executeUpdate();
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + tables.balances() + " SET cents = cents + ? WHERE account = ?")) {
            update.setLong(1, payment.cents());
            update.setString(2, payment.account());
            update.executeUpdate();
        }
    }
}
