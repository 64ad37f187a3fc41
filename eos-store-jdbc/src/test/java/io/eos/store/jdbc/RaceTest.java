package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What concurrent nodes must not do to each other. */
class RaceTest {
    private final String name = Node.newProcessor();

    /** Batches that share ids, each in an order of its own. Were they written in that order, they would wait for each other in a circle. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRES"})
    void batchesInDifferentOrdersDoNotDeadlock(TestDatabases database) throws Exception {
        int threads = 4;
        int rounds = 15;
        int size = 100;
        JdbcResultStore store = (JdbcResultStore) database.ledger().open();
        CyclicBarrier round = new CyclicBarrier(threads);
        try (store) {
            List<Callable<Integer>> nodes = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                Node node = Node.of(store, name, thread);
                Random random = new Random(thread); // the seed of a thread is its number
                nodes.add(() -> {
                    for (int i = 0; i < rounds; i++) {
                        List<Completion> batch = new ArrayList<>();
                        for (int n = 0; n < size; n++) {
                            batch.add(node.completion("round-" + i + "-" + n));
                        }
                        Collections.shuffle(batch, random);
                        round.await(60, TimeUnit.SECONDS);
                        store.record(node.tenure, batch, node.next());
                    }
                    return 0;
                });
            }
            run(nodes);
            assertThat(store.victims()).isZero();
        }
    }

    /** What an old tenure records is there when the next one has been acquired, or it is refused: never later. */
    @ParameterizedTest
    @EnumSource
    void nothingIsCommittedUnderAnOldEpoch(TestDatabases database) throws Exception {
        JdbcResultStore store = (JdbcResultStore) database.ledger().open();
        int refused = 0;
        try (store) {
            for (int i = 0; i < 60; i++) {
                Node old = Node.of(store, name, 0);
                String id = "id-" + i;
                CyclicBarrier start = new CyclicBarrier(2);
                List<Boolean> seen = run(List.of(
                        () -> {
                            start.await(60, TimeUnit.SECONDS);
                            return recorded(old, id);
                        },
                        () -> {
                            start.await(60, TimeUnit.SECONDS);
                            return Node.of(store, name, 0).find(id).isPresent();
                        }));
                boolean recorded = seen.get(0);
                boolean found = seen.get(1);
                assertThat(found)
                        .as("round %s: recorded %s, found by the next tenure %s", i, recorded, found)
                        .isEqualTo(recorded);
                refused += recorded ? 0 : 1;
            }
        }
        assertThat(refused).as("of 60 rounds, so that both orders were seen").isPositive();
    }

    /** It has deleted already when it comes to the shard's row, which somebody else is about to change. */
    @ParameterizedTest
    @EnumSource
    void aPurgeRemovesNothingThatAWatermarkKeepsWhichWasLoweredMeanwhile(TestDatabases database) throws Exception {
        Ledger ledger = database.fresh();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (JdbcResultStore store = (JdbcResultStore) ledger.open();
                Connection other = ledger.connect();
                Connection looker = ledger.connect()) {
            Node node = Node.of(store, name, 0);
            node.record("id");
            assertThat(store.record(node.tenure, List.of(), node.upTo(100))).isEmpty();
            Instant recorded =
                    store.admin().lookUp(name, MessageId.business("id")).get(0).changedAt();
            await().until(() -> Instant.now().isAfter(recorded.plusMillis(2)));
            other.setAutoCommit(false);
            execute(other, "UPDATE eos_shard SET watermark = 0");
            PurgeRequest request = new PurgeRequest(name, Duration.ofMillis(1), 100);
            Future<Long> removed = executor.submit(() -> store.purge(request));
            await().until(() -> waiting(looker, database) > 0);
            other.commit();
            assertThat(removed.get(60, TimeUnit.SECONDS)).isZero();
            assertThat(node.find("id")).isPresent();
        } finally {
            executor.shutdownNow();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long waiting(Connection connection, TestDatabases database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(database.countWaiting())) {
            assertThat(count.next()).isTrue();
            return count.getLong(1);
        }
    }

    private static boolean recorded(Node node, String id) {
        try {
            node.record(id);
            return true;
        } catch (FencedException e) {
            return false;
        }
    }

    private static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(executor.submit(task)));
            List<T> answers = new ArrayList<>();
            for (Future<T> each : running) {
                answers.add(each.get(120, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            executor.shutdownNow();
        }
    }
}
