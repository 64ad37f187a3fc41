package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.servers.RedisServer;
import io.eos.servers.Servers;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome.Recorded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Ids over several buckets of a cluster, and the shard's row on a server of its own: what is known where a step is not reached. */
@DisabledIfEnvironmentVariable(
        named = "EOS_TEST_REDIS_CLUSTER",
        matches = ".+",
        disabledReason = "it changes its servers' settings")
class SpreadTest {
    private static final int BUCKETS = 7;

    private final Ledger cluster =
            new Ledger(Servers.redisCluster().address(), Map.of("buckets", Integer.toString(BUCKETS)), Map.of());
    private final RedisResultStore store = cluster.open(Map.of());
    private final Calls calls = cluster.calls(Map.of());
    private final Node node = Node.of(store, Node.newProcessor());
    private final String processor = node.tenure.shard().processor();
    private final Keys keys = new Keys("eos_");
    private final String row = keys.row(node.tenure.shard(), Scope.PROCESSOR, BUCKETS);

    @AfterEach
    void close() {
        calls.close();
        store.close();
    }

    /** The place among the masters of the one that holds a key. */
    static int master(String key) {
        int slot = JedisClusterCRC16.getSlot(key);
        return IntStream.of(2, 1, 0)
                .filter(master -> slot >= master * 16_384 / 3)
                .findFirst()
                .orElseThrow();
    }

    private int masterOf(String id) {
        int bucket = Keys.bucketOf(MessageId.business(id), BUCKETS);
        return master(keys.bucketOf(processor, bucket).results());
    }

    private String idOn(int master) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "id-" + i)
                .filter(id -> masterOf(id) == master)
                .findFirst()
                .orElseThrow();
    }

    private static void withFullMemory(RedisServer server, Runnable task) {
        server.command("CONFIG", "SET", "maxmemory", "1");
        try {
            task.run();
        } finally {
            server.command("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void aResultInABucketIsPendingInTheRowAlsoWhereItsCheckpointWasNotReached() {
        node.record("warm-up");
        int home = master(row);
        String id = idOn((home + 1) % 3);
        Completion completion = node.completion(id, 1);
        Checkpoint upTo = node.upTo(2);
        Pending pending = new Pending(1, completion.id());
        Checkpoint checkpoint =
                new Checkpoint(upTo.sequence(), upTo.acknowledged(), upTo.watermark(), -1, List.of(pending));
        withFullMemory(
                Servers.redisCluster().masters().get(home),
                () -> assertThatThrownBy(() -> node.record(completion, checkpoint)));
        var acquired = store.acquire(node.tenure.shard(), Scope.PROCESSOR, node.tenure.node());
        assertThat(node.find(id).isEmpty() || acquired.last().pending().contains(pending))
                .isTrue();
        // And the other way round: nothing is pending without being named before, and the watermark waits for the
        // results.
        withFullMemory(
                Servers.redisCluster().masters().get(masterOf(id)),
                () -> assertThatThrownBy(() -> store.record(
                                acquired.tenure(), List.of(completion), new Checkpoint(1, 1, 2, -1, List.of(pending))))
                        .isInstanceOf(OutcomeUnknownException.class));
        var again = store.acquire(node.tenure.shard(), Scope.PROCESSOR, node.tenure.node());
        assertThat(again.last().pending()).containsExactly(pending);
        assertThat(again.last().watermark()).isEqualTo(1);
    }

    @Test
    void aCheckpointThatFailsAfterItsResultsIsUnknown() {
        node.record("warm-up");
        Completion completion = node.completion(idOn((master(row) + 1) % 3), 1);
        Checkpoint checkpoint = node.upTo(2);
        Call announced = Results.guarded(Script.ANNOUNCE, new Layout.Fence(row, "tenure"), node.tenure, checkpoint, "");
        assertThat(calls.write("a test", announced)).isNotNull();
        withFullMemory(
                Servers.redisCluster().masters().get(master(row)),
                () -> assertThatThrownBy(() -> calls.writeMore("a test", List.of(announced)))
                        .isInstanceOf(OutcomeUnknownException.class));
        assertThat(node.record(completion, checkpoint)).isEqualTo(new Recorded(completion.id()));
    }

    @Test
    void anAcquisitionWhoseBucketsAreNotToldIsUnknown() {
        int full = (master(row) + 1) % 3;
        // So that no other step of it meets the full server.
        String name = Stream.generate(Node::newProcessor)
                .filter(each -> master(keys.processor(each)) != full
                        && master(keys.row(Node.shard(each), Scope.PROCESSOR, BUCKETS)) != full
                        && IntStream.range(0, BUCKETS)
                                .anyMatch(bucket ->
                                        master(keys.bucketOf(each, bucket).results()) == full))
                .findFirst()
                .orElseThrow();
        Node other = Node.of(store, name);
        String bucket = IntStream.range(0, BUCKETS)
                .mapToObj(i -> keys.bucketOf(name, i))
                .filter(cell -> master(cell.results()) == full)
                .findFirst()
                .orElseThrow()
                .tenures();
        calls.write("a test", Call.of(Command.DEL).key(bucket));
        calls.write("a test", Call.of(Command.SET).key(bucket).with("no hash"));
        assertThatThrownBy(() -> store.acquire(other.tenure.shard(), Scope.PROCESSOR, other.tenure.node()))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void anEpochIsAboveWhatABucketKnows() {
        long known = 9_000_000_000_000_000L;
        String bucket = keys.bucketOf(processor, 3).tenures();
        calls.write(
                "a test",
                Call.of(Command.HSET)
                        .key(bucket)
                        .with(Keys.member(node.tenure.shard()))
                        .with(known + ":1"));
        Node next = Node.of(store, processor);
        assertThat(next.tenure.epoch()).isGreaterThan(known);
        for (int i = 0; i < 20; i++) {
            next.record("id-" + i);
        }
    }

    @Test
    void aServerThatStandsStillDoesNotKeepTheOthersFromTheirPart() {
        List<RedisServer> masters = Servers.redisCluster().masters();
        int still = IntStream.range(0, 3)
                .boxed()
                .min((a, b) -> masters.get(a).address().compareTo(masters.get(b).address()))
                .orElseThrow();
        int lively = (still + 1) % 3;
        List<Call> sets = Stream.of(still, lively)
                .map(master -> Call.of(Command.SET).key(keyOn(master)).with("there"))
                .toList();
        calls.write("a test", sets.stream().map(set -> set).toList());
        calls.write("a test", Call.of(Command.DEL).key(keyOn(lively)));
        masters.get(still).freeze();
        CompletableFuture<Void> write = CompletableFuture.runAsync(() -> calls.write("a test", sets));
        try {
            Awaitility.await().atMost(Duration.ofSeconds(8)).until(() -> isThere(keyOn(lively)));
            assertThat(write).isNotDone();
        } finally {
            masters.get(still).thaw();
        }
        try {
            write.join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(OutcomeUnknownException.class);
        }
    }

    private boolean isThere(String key) {
        return Replies.number(calls.read("a test", Call.of(Command.EXISTS).key(key))) == 1;
    }

    private String keyOn(int master) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> processor + "-key-" + i)
                .filter(key -> master(key) == master)
                .findFirst()
                .orElseThrow();
    }
}
