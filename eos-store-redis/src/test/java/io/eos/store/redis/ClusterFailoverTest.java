package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.EosException;
import io.eos.api.Scope;
import io.eos.servers.RedisCluster;
import io.eos.servers.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master of a cluster that stays away, and the replica that takes its slots. */
class ClusterFailoverTest {
    @ParameterizedTest
    @ValueSource(strings = {"killed", "frozen"})
    void theReplicaOfAMasterThatStaysAwayIsFound(String how) {
        try (RedisCluster cluster = RedisCluster.withReplica();
                RedisResultStore store = new Ledger(
                                cluster.address(), Map.of("socket-timeout", "1s", "connection-timeout", "1s"), Map.of())
                        .open(Map.of())) {
            RedisServer first = cluster.masters().get(0);
            String processor = Stream.generate(Node::newProcessor)
                    .filter(each -> SpreadTest.master(
                                    new Keys("eos_").cellOf(Node.shard(each)).results())
                            == 0)
                    .findFirst()
                    .orElseThrow();
            Node node = Node.of(store, processor, Scope.SHARD);
            node.record("a");
            first.awaitReplica();
            if (how.equals("killed")) {
                first.kill();
            } else {
                first.freeze();
            }
            try {
                assertThatThrownBy(() -> node.find("a")).isInstanceOf(EosException.class);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .ignoreExceptionsInstanceOf(EosException.class)
                        .until(() -> node.find("a").isPresent());
                node.record("b");
            } finally {
                if (how.equals("frozen")) {
                    first.thaw();
                }
            }
        }
    }
}
