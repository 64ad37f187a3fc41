package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.testkit.SimulatedCrash;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.h2.tools.DeleteDbFiles;
import org.h2.tools.Restore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database is restored to an earlier backup: eos replays exactly what the backup lacks. {@code -Deos.test.backup.messages=4000} makes it smaller.
 */
class RestoredBackupTest {
    private static final int IDS = Integer.getInteger("eos.test.backup.messages", 20_000);
    private static final int POISON = 400;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final String name = Kafkas.name("p");
    private final String source = Kafkas.topic("source", 4);
    private final String deadLetters = Kafkas.topic("dead", 1);
    private final AtomicInteger calls = new AtomicInteger();
    /** Past half of the messages handlers wait for it. */
    private CountDownLatch goOn = new CountDownLatch(0);

    @Test
    void isHealedByReplay() throws SQLException {
        Path backup = directory.resolve("backup.zip");
        sendAll();
        goOn = new CountDownLatch(1);
        try (EosProcessor node = start(Probe.NONE)) {
            await().atMost(Rig.PATIENCE).until(() -> ledgerSize() >= IDS * 2 / 5);
            execute("BACKUP TO '" + backup + "'");
            goOn.countDown();
            awaitDrained(node);
        }
        restore(backup);
        assertThat(ledgerSize()).isGreaterThanOrEqualTo(IDS * 2 / 5).isLessThan(IDS - IDS / POISON);
        try (Logs logs = new Logs();
                EosProcessor node = start(Probe.NONE)) {
            awaitReplayed(node);
            assertThat(logs.lines()).anyMatch(line -> line.startsWith("ERROR") && line.contains(": lost history on"));
        }
        verify();
    }

    /** What was published before the database went back is not published again by the node after the next, either. */
    @Test
    void isHealedAlsoWhenTheReplayIsInterrupted() throws SQLException, InterruptedException {
        Path backup = directory.resolve("backup.zip");
        try (EosProcessor node = start(Probe.NONE)) {
            await().atMost(Rig.PATIENCE).until(() -> node.state() == EosProcessor.State.RUNNING);
        }
        execute("BACKUP TO '" + backup + "'");
        sendAll();
        try (EosProcessor node = start(Probe.NONE)) {
            awaitDrained(node);
        }
        restore(backup);
        AtomicInteger transactions = new AtomicInteger();
        try (EosProcessor victim = start((step, partition) -> {
            if (step == Step.RECORDED && transactions.incrementAndGet() == 8) {
                throw new SimulatedCrash("in the replay");
            }
        })) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
        }
        assertThat(ledgerSize()).isPositive().isLessThan(IDS - IDS / POISON);
        try (EosProcessor node = start(Probe.NONE)) {
            awaitReplayed(node);
        }
        verify();
    }

    private void sendAll() {
        Kafkas.send(Kafkas.messages(source, 4, 0, IDS));
        Kafkas.send(Kafkas.messages(source, 4, 0, IDS / 10));
    }

    private EosProcessor start(Probe probe) throws SQLException {
        execute("CREATE TABLE IF NOT EXISTS ledger (id VARCHAR)");
        return Eos.processor(name)
                .bootstrapServers(Kafkas.servers())
                .topics(source)
                .store("jdbc:h2:file:" + directory.resolve("eos"))
                .identity(MessageIdentity.key())
                .set("dead-letter-topic", deadLetters)
                .set("batch-size", "100")
                .set("kafka.producer.transaction.timeout.ms", "3000")
                .probe(probe)
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transact(Connection.class, (message, connection, context) -> {
                    if (calls.incrementAndGet() > IDS / 2) {
                        goOn.await();
                    }
                    if (Integer.parseInt(message.key().substring(3)) % POISON == 7) {
                        throw new RejectedMessageException("poison");
                    }
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                        insert.setString(1, message.value());
                        insert.executeUpdate();
                    }
                })
                .start();
    }

    private void awaitDrained(EosProcessor node) {
        await().atMost(Rig.PATIENCE)
                .failFast(() -> node.failure().isPresent())
                .until(() -> Groups.lag(name, source) == 0);
    }

    /** The committed offset may say for a moment that all is done: it is what was committed before the restore. */
    private void awaitReplayed(EosProcessor node) {
        await().atMost(Rig.PATIENCE)
                .failFast(() -> node.failure().isPresent())
                .until(() -> ledgerSize() >= IDS - IDS / POISON);
        awaitDrained(node);
    }

    private void restore(Path backup) {
        DeleteDbFiles.execute(directory.toString(), "eos", true);
        Restore.execute(backup.toString(), directory.toString(), "eos");
    }

    private void verify() throws SQLException {
        List<String> expected = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int id = 0; id < IDS; id++) {
            (id % POISON == 7 ? bad : expected).add("v-" + id);
        }
        List<String> found = new ArrayList<>();
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM ledger")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        found.sort(null);
        expected.sort(null);
        assertThat(found).isEqualTo(expected);
        assertThat(Kafkas.values(deadLetters)).containsExactlyInAnyOrderElementsOf(bad);
    }

    private int ledgerSize() throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM ledger")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("eos") + ";AUTO_SERVER=TRUE;WRITE_DELAY=0");
    }
}
