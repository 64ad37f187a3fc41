package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.PurgeRequest;
import io.eos.spi.StoreAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Znodes that something else has damaged: what goes on around them, and how an operator gets rid of them. */
class UnreadableZnodeTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final TestZooKeeper zooKeeper = TestZooKeeper.shared();
    private final ZooKeeperResultStore store = zooKeeper.open(Map.of());
    private final CuratorFramework curator = zooKeeper.connect();
    private final Layout layout = new Layout("/eos-test", "eos_");
    private final String name = Node.newProcessor();
    private final Node node = Node.of(store, name, 0);
    private final Logger logger = (Logger) LoggerFactory.getLogger(Purge.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @AfterEach
    void close() {
        logger.detachAppender(logged);
        curator.close();
        store.close();
    }

    /** A header of another release, and a result whose body is damaged. */
    static Stream<byte[]> damaged() {
        return Stream.of(new byte[] {9}, Slot.done(0, new byte[] {1, 2, 3}));
    }

    private String path(String id) {
        return layout.slot(name, null, MessageId.business(id));
    }

    private void purgeUntil(long removed) {
        long[] sum = {0};
        await().untilAsserted(() -> {
            sum[0] += store.purge(new PurgeRequest(name, SHORT, 10));
            assertThat(sum[0]).isEqualTo(removed);
        });
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void aPurgeRemovesTheOthersAndNamesIt(byte[] data) throws Exception {
        node.record(node.next(5), node.completion("a"), node.completion("damaged"), node.completion("b"));
        curator.setData().forPath(path("damaged"), data);
        logged.start();
        logger.addAppender(logged);
        purgeUntil(2);
        assertThat(node.find("a")).isEmpty();
        assertThat(node.find("b")).isEmpty();
        assertThat(curator.getData().forPath(path("damaged"))).isEqualTo(data);
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(message -> assertThat(message).contains(name, "1 ", path("damaged")));
    }

    @Test
    void behindAnUnreadableCheckpointNothingIsPurged() throws Exception {
        Node other = Node.of(store, name, 1);
        node.record(node.next(5), node.completion("a"));
        other.record(other.next(5), other.completion("b"));
        curator.setData().forPath(layout.checkpoint(other.tenure.shard()), new byte[] {9});
        purgeUntil(1);
        assertThat(node.find("a")).isEmpty();
        assertThat(node.find("b")).isPresent();
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void anOperatorIsToldWhichOneCannotBeRead(byte[] data) throws Exception {
        node.record(node.completion("damaged"));
        curator.setData().forPath(path("damaged"), data);
        StoreAdmin admin = store.admin();
        List<ThrowingCallable> looks = List.of(
                () -> admin.list(name, null, null, 10),
                () -> admin.lookUp(name, MessageId.business("damaged")),
                () -> admin.forget(node.tenure.shard(), 0));
        assertThat(looks)
                .allSatisfy(look -> assertThatThrownBy(look)
                        .isInstanceOf(CorruptRecordException.class)
                        .hasMessageStartingWith(path("damaged")));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void whatCannotBeReadCanBeErased(byte[] data) throws Exception {
        node.record(node.completion("damaged"));
        curator.setData().forPath(path("damaged"), data);
        assertThatThrownBy(() -> node.find("damaged")).isInstanceOf(CorruptRecordException.class);
        assertThat(store.admin().erase(name, MessageId.business("damaged"))).isTrue();
        assertThat(store.admin().erase(name, MessageId.business("damaged"))).isFalse();
        assertThat(node.claim("damaged", 1, Duration.ofHours(1))).isInstanceOf(Granted.class);
    }
}
