package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.EosException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.servers.ZooKeeperEnsemble;
import io.eos.servers.ZooKeeperServer;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three servers that work together. */
class EnsembleTest {
    private static final Map<String, String> SETTINGS = Map.of("connection-timeout", "20s", "session-timeout", "3s");

    private final ZooKeeperEnsemble ensemble = ZooKeeperEnsemble.open();
    private final String name = Node.newProcessor();

    @AfterEach
    void close() {
        ensemble.close();
    }

    private ZooKeeperResultStore open(String servers) {
        return new TestZooKeeper(servers).open(SETTINGS);
    }

    @Test
    void aStaleFollowerIsNotBelieved() {
        ZooKeeperServer leader = ensemble.leader();
        ZooKeeperServer follower = ensemble.members().stream()
                .filter(member -> member != leader)
                .findFirst()
                .orElseThrow();
        try (ZooKeeperResultStore writing = open(leader.servers());
                ZooKeeperResultStore reading = open(follower.servers())) {
            Node node = Node.of(writing, name, 0);
            Node elsewhere = node.through(reading);
            for (int round = 0; round < 30; round++) {
                String id = "id-" + round;
                elsewhere.find(id);
                follower.freeze();
                StoredResult result;
                CompletableFuture<Optional<StoredResult>> found;
                try {
                    Completion completion = node.completion(id);
                    node.record(completion);
                    result = completion.result();
                    // Asked while it cannot know: when it goes on, question and news are both waiting for it.
                    found = CompletableFuture.supplyAsync(() -> elsewhere.find(id));
                } finally {
                    follower.thaw();
                }
                assertThat(found.join()).as("round %s", round).contains(result);
            }
        }
    }

    @Test
    void aLeaderThatIsKilledTakesNothingWithItThatWasAcknowledged() {
        List<Completion> acknowledged = new ArrayList<>();
        try (ZooKeeperResultStore store = open(ensemble.servers())) {
            Node node = Node.of(store, name, 0);
            for (int i = 0; i < 60; i++) {
                if (i == 20) {
                    ensemble.leader().kill();
                }
                Completion completion = node.completion("id-" + i);
                try {
                    assertThat(node.record(completion)).isEqualTo(new Recorded(completion.id()));
                    acknowledged.add(completion);
                } catch (OutcomeUnknownException | StoreUnavailableException e) {
                    // the election took longer than a call waits
                }
            }
            assertThat(acknowledged).hasSizeGreaterThan(30);
            for (Completion each : acknowledged) {
                assertThat(store.find(node.tenure, List.of(each.id()))).containsExactly(Optional.of(each.result()));
            }
        }
    }

    @Test
    void withoutAMajorityNothingIsAcknowledged() {
        ZooKeeperServer leader = ensemble.leader();
        try (ZooKeeperResultStore store =
                new TestZooKeeper(leader.servers()).open(Map.of("connection-timeout", "2s", "session-timeout", "3s"))) {
            Node node = Node.of(store, name, 0);
            ensemble.members().stream().filter(member -> member != leader).forEach(ZooKeeperServer::kill);
            assertThatThrownBy(() -> node.record(node.completion("a")))
                    .isInstanceOf(EosException.class)
                    .isInstanceOfAny(OutcomeUnknownException.class, StoreUnavailableException.class);
        }
    }

    @Test
    void whatTheEnsembleSaysOfItselfDoesNotReplaceTheAddress() {
        Wire wire = new Wire(ensemble.members().get(0).servers());
        try (wire;
                ZooKeeperResultStore store = new TestZooKeeper(wire.address())
                        .open(Map.of("connection-timeout", "2s", "session-timeout", "3s"))) {
            Node node = Node.of(store, name, 0);
            wire.cut();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> node.find("a")).isInstanceOf(StoreUnavailableException.class);
            }
        }
    }
}
