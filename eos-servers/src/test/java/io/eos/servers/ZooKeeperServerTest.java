package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@Timeout(120)
@DisabledIfEnvironmentVariable(
        named = Endpoints.ZOOKEEPER,
        matches = ".+",
        disabledReason = "tests the embedded server")
class ZooKeeperServerTest {

    @Test
    void keepsItsDataWhenKilledAndStoppedAndLeavesNoDirectory() throws Exception {
        List<Path> before = directories();
        ZooKeeperServer server = ZooKeeperServer.open();
        List<Path> own = directories();
        own.removeAll(before);
        try (server) {
            String servers = server.servers();
            create(servers, "/first");
            server.kill();
            server.kill();
            assertThat(server.mode()).isEmpty();
            server.start();
            server.start();
            create(servers, "/second");
            server.stop();
            server.stop();
            server.start();
            assertThat(server.servers()).isEqualTo(servers);
            for (String path : List.of("/first", "/second")) {
                assertThatThrownBy(() -> create(servers, path)).isInstanceOf(KeeperException.NodeExistsException.class);
            }
        }
        server.close();
        assertThat(own)
                .isNotEmpty()
                .allSatisfy(directory -> assertThat(directory).doesNotExist());
    }

    @Test
    void answersNobodyWhileItIsFrozen() {
        try (ZooKeeperServer server = ZooKeeperServer.open()) {
            assertThat(server.mode()).isEqualTo("standalone");
            server.freeze();
            assertThat(server.mode()).isEmpty();
            server.thaw();
            Await.until(
                    "an answer", Duration.ofSeconds(20), () -> !server.mode().isEmpty(), () -> "");
        }
    }

    @Test
    void serversOfTheEnvironmentAreLeftAlone() throws Exception {
        try (ZooKeeperServer own = ZooKeeperServer.open()) {
            ZooKeeperServer external = ZooKeeperServer.external(own.servers());
            assertThat(external.isExternal()).isTrue();
            assertThatThrownBy(external::kill)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining(Endpoints.ZOOKEEPER);
            external.close();
            create(own.servers(), "/elsewhere");
        }
    }

    @Test
    void anEnsembleElectsAnotherLeader() throws Exception {
        try (ZooKeeperEnsemble ensemble = ZooKeeperEnsemble.open()) {
            assertThat(ensemble.members()).hasSize(3);
            ZooKeeperServer first = ensemble.leader();
            create(ensemble.servers(), "/before");
            first.kill();
            ZooKeeperServer second = ensemble.leader();
            assertThat(second).isNotSameAs(first);
            assertThatThrownBy(() -> create(second.servers(), "/before"))
                    .isInstanceOf(KeeperException.NodeExistsException.class);
            first.start();
            create(first.servers(), "/after");
        }
    }

    private static void create(String servers, String path) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(servers, 20_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        try {
            connected.await();
            client.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        } finally {
            client.close();
        }
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().startsWith("eos-zookeeper-"))
                            .toList());
        }
    }
}
