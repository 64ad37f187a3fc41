package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.StoreAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is left of segments and pages after a purge, and what becomes of damaged ones. */
class SegmentPurgeTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final int MANY = 100_000;

    private final TestZooKeeper zooKeeper = TestZooKeeper.shared();
    private final Layout layout = new Layout("/eos-test", "eos_");
    private final ZooKeeperResultStore store = zooKeeper.open(Map.of());
    private final CuratorFramework curator = zooKeeper.connect();
    private final String name = Node.newProcessor();
    private final Node node = Node.ofSegments(store, name);
    private final String results = layout.results(node.tenure.shard());

    @AfterEach
    void close() {
        curator.close();
        store.close();
    }

    private void recordMany(int first, int count) {
        Completion[] batch = IntStream.range(first, first + count)
                .mapToObj(i -> node.completion("id-" + i))
                .toArray(Completion[]::new);
        assertThat(node.record(node.next(MANY), batch)).hasOnlyElementsOfType(Recorded.class);
    }

    private void purgeUntil(long removed) {
        long[] sum = {0};
        await().untilAsserted(() -> {
            sum[0] += store.purge(new PurgeRequest(name, SHORT, MANY));
            assertThat(sum[0]).isEqualTo(removed);
        });
    }

    private List<String> children(String path) throws Exception {
        return curator.getChildren().forPath(path);
    }

    @Test
    void segmentsAreDeletedAndPagesTooButTheLast() throws Exception {
        // So many that the server does not name them in their order.
        for (int first = 0; first < 3_500; first += 500) {
            recordMany(first, 500);
        }
        assertThat(children(results)).hasSize(14).contains("1", "14");
        purgeUntil(3_500);
        assertThat(children(results)).containsExactly("14");
        assertThat(children(results + "/14")).isEmpty();
        recordMany(0, 20);
        assertThat(node.find("id-0")).isPresent();
        Node next = Node.ofSegments(store, name);
        assertThat(next.find("id-19")).isPresent();
        assertThat(next.find("id-20")).isEmpty();
        assertThat(children(results)).as("numbers are not given away again").containsExactly("14");
        assertThat(children(results + "/14")).isNotEmpty().doesNotContain("0");
    }

    @Test
    void aSegmentOfWhichAPartIsRemovedKeepsTheRestWithItsTime() {
        recordMany(0, 10);
        StoreAdmin admin = store.admin();
        var before = admin.list(name, null, null, 20).entries();
        await().untilAsserted(() ->
                assertThat(store.purge(new PurgeRequest(name, SHORT, 4))).isEqualTo(4));
        var left = admin.list(name, null, null, 20).entries();
        assertThat(left).hasSize(6);
        assertThat(before).containsAll(left);
        recordMany(10, 1);
        assertThat(admin.list(name, null, null, 20).entries()).hasSize(7).containsAll(left);
    }

    @Test
    void youngPagesAreNotEvenRead() throws Exception {
        recordMany(0, 10);
        String segment = results + "/1/0";
        curator.setData().forPath(segment, new byte[] {9});
        assertThat(store.purge(new PurgeRequest(name, Duration.ofHours(1), MANY)))
                .isZero();
        assertThat(warningsOf(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void aDamagedSegmentIsCorruptAndNeverAbsentAndAPurgeKeepsIt() throws Exception {
        node.record(node.next(MANY), node.completion("damaged"));
        node.record(node.next(MANY), node.completion("large", "x".repeat(ShardIndex.SEGMENT_BYTES)));
        String segment = results + "/1/0";
        curator.setData().forPath(segment, new byte[] {9});
        StoreAdmin admin = store.admin();
        List<ThrowingCallable> looks = List.of(
                () -> node.find("damaged"),
                () -> node.record(node.completion("damaged")),
                () -> admin.lookUp(name, MessageId.business("damaged")),
                () -> admin.erase(name, MessageId.business("damaged")),
                () -> admin.list(name, null, null, 10),
                () -> admin.forget(node.tenure.shard(), 0));
        assertThat(looks)
                .allSatisfy(look -> assertThatThrownBy(look)
                        .isInstanceOf(CorruptRecordException.class)
                        .hasMessageStartingWith(segment));
        purgeUntil(1);
        assertThat(warningsOf(SHORT)).anySatisfy(message -> assertThat(message).contains(name, "1 ", segment));
        assertThat(children(results + "/1")).containsExactly("0");
    }

    @Test
    void aDamagedPageIsCorruptForWhoReadsIt() throws Exception {
        node.record(node.completion("a"));
        curator.setData().forPath(results + "/1", new byte[] {2, 0});
        assertThatThrownBy(() -> Node.ofSegments(store, name))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageStartingWith(results + "/1 ")
                .hasMessageContaining("version 2");
    }

    private List<String> warningsOf(Duration retention) {
        Logger logger = (Logger) LoggerFactory.getLogger(Purge.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            store.purge(new PurgeRequest(name, retention, MANY));
        } finally {
            logger.detachAppender(logged);
        }
        return logged.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains(name))
                .toList();
    }
}
