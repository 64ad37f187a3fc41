package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is easy to get wrong on Cassandra. */
class TrapsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int CLIENTS = 16;

    private final String processor = Node.newProcessor();

    @ParameterizedTest
    @EnumSource
    void whatIsOldIsGoneByItselfWhileEpochsTokensAndWatermarksStay(Scope scope) {
        try (ResultStore store = TestCluster.open(TestCluster.address(), Map.of("retention", "2s"))) {
            Node node = Node.of(store, processor, scope, 0);
            Granted granted = (Granted) node.claim("claimed", HOUR);
            store.release(node.tenure, List.of(granted));
            store.record(node.tenure, List.of(node.completion("done", 10)), node.next(8));
            assertThat(node.find("done")).isPresent();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(node.find("done")).isEmpty());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(rows(processor, scope)).isZero());
            assertThat(((Granted) node.claim("claimed", HOUR)).token()).isGreaterThan(granted.token());
            assertThat(node.record("done")).containsExactly(new RecordOutcome.Recorded(MessageId.business("done")));
            Node next = Node.of(store, processor, scope, 0);
            assertThat(next.tenure.epoch()).isGreaterThan(node.tenure.epoch());
            assertThat(next.acquisition.last().hasWatermark()).isTrue();
        }
    }

    /** How many rows of ids there are, also those that mean nothing any more. */
    private static long rows(String processor, Scope scope) {
        return onKeyspace(session -> session.execute(
                        scope == Scope.SHARD
                                ? "SELECT count(*) FROM eos_shard WHERE processor = ? AND topic = " + Node.TOPIC
                                        + " AND part = 0 AND id > 0x00"
                                : "SELECT count(*) FROM eos_result WHERE processor = ? ALLOW FILTERING",
                        processor)
                .one()
                .getLong(0));
    }

    /** The token before came from a coordinator whose clock is a year ahead. */
    @ParameterizedTest
    @EnumSource
    void tokensGoOnWhereTheClockOfAnotherCoordinatorIsAhead(Scope scope) {
        try (ResultStore store = TestCluster.open(TestCluster.address(), Map.of())) {
            Node node = Node.of(store, processor, scope, 0);
            Granted first = (Granted) node.claim("a", HOUR);
            store.release(node.tenure, List.of(first));
            long ahead = first.token() + TimeUnit.DAYS.toMicros(365);
            String row = scope == Scope.SHARD
                    ? "eos_shard SET last_token = ? WHERE topic = " + Node.TOPIC + " AND part = 0 AND"
                    : "eos_result SET last_token = ? WHERE";
            String update = "UPDATE " + row + " processor = ? AND id = 0x0161 IF state = 4";
            boolean applied = onKeyspace(
                    session -> session.execute(update, ahead, processor).wasApplied());
            assertThat(applied).isTrue();
            assertThat(((Granted) node.claim("a", HOUR)).token()).isGreaterThan(ahead);
        }
    }

    /** As after a restored backup: the epoch was issued once before, to somebody else. */
    @ParameterizedTest
    @EnumSource
    void theSameEpochWithAnotherNonceIsAnotherTenure(Scope scope) {
        try (ResultStore store = TestCluster.open(TestCluster.address(), Map.of())) {
            Node node = Node.of(store, processor, scope, 0);
            Tenure t = node.tenure;
            Tenure twin = new Tenure(t.shard(), scope, t.node(), t.epoch(), t.nonce() + 1);
            assertThatThrownBy(() -> store.record(twin, List.of(node.completion("a", 10)), node.next(5)))
                    .isInstanceOf(FencedException.class);
            ClaimRequest request = new ClaimRequest(MessageId.business("a"), 1, false);
            assertThatThrownBy(() -> store.claim(twin, List.of(request), HOUR)).isInstanceOf(FencedException.class);
            assertThat(node.find("a")).isEmpty();
            assertThat(node.record("a")).hasOnlyElementsOfType(RecordOutcome.Recorded.class);
        }
    }

    @Test
    void ofSixteenClientsThatRaceForAnIdOneWins() throws Exception {
        List<ResultStore> stores = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                stores.add(TestCluster.open(TestCluster.address(), Map.of()));
                nodes.add(Node.of(stores.get(i), processor, Scope.PROCESSOR, i));
            }
            for (int round = 0; round < 5; round++) {
                String[] ids = {"hot-" + round, "warm-" + round, "cold-" + round};
                CyclicBarrier start = new CyclicBarrier(CLIENTS);
                List<Future<List<RecordOutcome>>> all = new ArrayList<>();
                for (Node node : nodes) {
                    all.add(threads.submit(() -> {
                        start.await(60, TimeUnit.SECONDS);
                        return node.record(ids);
                    }));
                }
                List<MessageId> winners = new ArrayList<>();
                for (Future<List<RecordOutcome>> each : all) {
                    each.get(60, TimeUnit.SECONDS).stream()
                            .filter(RecordOutcome.Recorded.class::isInstance)
                            .forEach(outcome -> winners.add(outcome.id()));
                }
                assertThat(winners).hasSize(ids.length).doesNotHaveDuplicates();
            }
        } finally {
            threads.shutdownNow();
            stores.forEach(ResultStore::close);
        }
    }

    @Test
    void aBatchThatIsTooLargeForOneMutationIsCutAndEachPartIsFenced() {
        try (ResultStore store = TestCluster.open(TestCluster.address(), Map.of())) {
            Node old = Node.of(store, processor, Scope.SHARD, 0);
            List<Completion> large = large(old, "a");
            assertThat(store.record(old.tenure, large, old.next(5)))
                    .hasSize(large.size())
                    .hasOnlyElementsOfType(RecordOutcome.Recorded.class);
            assertThat(old.find("a-0")).isPresent();
            assertThat(old.find("a-4")).isPresent();

            // Late: its number is below that of the write before.
            assertThatThrownBy(() -> store.record(old.tenure, large(old, "b"), checkpointBefore()))
                    .isInstanceOf(FencedException.class);
            Node present = Node.of(store, processor, Scope.SHARD, 0);
            assertThat(present.acquisition.last().watermark()).isEqualTo(5);
            assertThatThrownBy(() -> store.record(old.tenure, large(old, "b"), old.next(6)))
                    .isInstanceOf(FencedException.class);
            for (int i = 0; i < large.size(); i++) {
                assertThat(present.find("b-" + i)).isEmpty();
            }
        }
    }

    private static Checkpoint checkpointBefore() {
        return new Checkpoint(0, -1, 1, -1, List.of());
    }

    private static List<Completion> large(Node node, String prefix) {
        List<Completion> completions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            completions.add(node.completion(prefix + "-" + i, 700_000));
        }
        return completions;
    }

    private static <T> T onKeyspace(Function<Session, T> use) {
        CassandraStoreConfig config = CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of()));
        try (Cluster cluster = Clusters.create(config);
                Session session = cluster.connect(config.address().keyspace())) {
            return use.apply(session);
        }
    }
}
