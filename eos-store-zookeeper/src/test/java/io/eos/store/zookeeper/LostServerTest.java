package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eos.api.FencedException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.ZooKeeperServer;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own that is killed, frozen and started again, and sessions that end. */
@DisabledIfEnvironmentVariable(
        named = "EOS_TEST_ZOOKEEPER",
        matches = ".+",
        disabledReason = "kills and freezes the embedded server")
class LostServerTest {
    private static final Map<String, String> IMPATIENT = Map.of("connection-timeout", "2s", "session-timeout", "2s");

    @SuppressWarnings("NullAway.Init")
    private static ZooKeeperServer server;

    private final String name = Node.newProcessor();

    @BeforeAll
    static void start() {
        server = ZooKeeperServer.open();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void aServerThatIsKilledAndStartedAgainHasLostNothing() {
        try (ZooKeeperResultStore store = new TestZooKeeper(server.servers()).open(IMPATIENT)) {
            Node node = Node.of(store, name, 0);
            Completion before = node.completion("before");
            node.record(node.next(1), before);
            server.kill();
            assertThatThrownBy(() -> node.find("before")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> node.record(node.completion("during")))
                    .isInstanceOf(StoreUnavailableException.class);
            server.start();
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .untilAsserted(() -> assertThat(node.find("before")).contains(before.result()));
            Completion after = node.completion("after");
            assertThat(node.record(after)).isEqualTo(new Recorded(after.id()));
            assertThat(node.find("during")).isEmpty();
        }
    }

    @Test
    void aServerThatFreezesInACallLeavesItsOutcomeUnknown() {
        try (ZooKeeperResultStore store = new TestZooKeeper(server.servers()).open(IMPATIENT)) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            server.freeze();
            try {
                assertThatThrownBy(() -> node.record(completion)).isInstanceOf(OutcomeUnknownException.class);
            } finally {
                server.thaw();
            }
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .untilAsserted(() -> assertThat(node.record(completion)).isEqualTo(new Recorded(completion.id())));
        }
    }

    /** Without a watermark that moved, only the checkpoint's version tells. */
    @Test
    void aServerThatIsSetBackToAnOldCopyIsNoticedByTheNextWrite(@TempDir Path copies) throws Exception {
        Wire wire = new Wire(server.servers());
        try (wire;
                ZooKeeperResultStore store = new TestZooKeeper(wire.address()).open(IMPATIENT)) {
            Node node = Node.of(store, name, 0);
            node.record(node.next(1), node.completion("kept"));
            server.stop();
            Path copy = Files.createDirectory(copies.resolve("copy"));
            copyTo(server.data(), copy);
            server.start();
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .untilAsserted(() -> assertThat(node.find("kept")).isPresent());
            node.record(node.completion("lost"));
            wire.breakAt(Wire.Break.BEFORE_THE_REQUEST, 0, true);
            assertThatThrownBy(() -> node.record(node.completion("during")))
                    .isInstanceOf(OutcomeUnknownException.class);
            server.stop();
            Files.move(server.data(), copies.resolve("lost"));
            copyTo(copy, Files.createDirectory(server.data()));
            server.start();
            wire.mend();
            Completion after = node.completion("after");
            // A session that has seen later transactions has to end first.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatThrownBy(() -> node.record(after))
                            .isInstanceOf(FencedException.class)
                            .hasMessageContaining("earlier history"));
            Node next = Node.of(store, name, 0);
            assertThat(next.find("kept")).isPresent();
            assertThat(next.find("lost")).isEmpty();
            assertThat(next.find("after")).isEmpty();
            assertThat(next.record(after)).isEqualTo(new Recorded(after.id()));
        }
    }

    private static void copyTo(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    @Test
    void anExpiredSessionIsReplacedAndNothingIsLost() throws Exception {
        Wire wire = new Wire(server.servers());
        try (wire;
                ZooKeeperResultStore store = new TestZooKeeper(wire.address()).open(Map.of())) {
            Node node = Node.of(store, name, 0);
            var claimed = node.claim("claimed", 1, Duration.ofHours(1));
            ByteBuffer session = wire.session();
            long number = session.getLong();
            byte[] password = new byte[session.remaining()];
            session.get(password);
            expire(number, password);
            await().untilAsserted(() -> assertThat(wire.session().getLong()).isNotEqualTo(number));
            assertThat(node.record(node.completion("a"))).isInstanceOf(Recorded.class);
            assertThat(node.claim("claimed", 1, Duration.ofHours(1))).isEqualTo(claimed);
        }
    }

    /** Whoever closes a session ends it for all who have it. */
    private static void expire(long number, byte[] password) throws Exception {
        ZooKeeper other = new ZooKeeper(server.servers(), 10_000, event -> {}, number, password);
        await().until(() -> other.getState().isConnected());
        other.close();
    }
}
