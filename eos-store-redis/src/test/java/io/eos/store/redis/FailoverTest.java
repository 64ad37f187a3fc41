package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.EosException;
import io.eos.api.FencedException;
import io.eos.api.Guarantee;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.DatabaseOptions;
import io.eos.servers.RedisSentinel;
import io.eos.servers.RedisServer;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.Finding.Severity;
import io.eos.spi.RecordOutcome.Recorded;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** Asynchronous replicas that take over: what they lack is noticed, and numbers grow all the same. */
@DisabledIfEnvironmentVariable(named = "EOS_TEST_REDIS", matches = ".+", disabledReason = "it promotes a replica")
class FailoverTest {
    private static final DatabaseOptions OPTIONS = DatabaseOptions.defaults().withDurable(false);

    private final RedisServer primary = RedisServer.open(OPTIONS);
    private final RedisServer replica = RedisServer.replicaOf(primary, OPTIONS);
    private final String processor = Node.newProcessor();

    @AfterEach
    void stop() {
        replica.close();
        primary.close();
    }

    private static RedisResultStore open(RedisServer server, Map<String, String> settings) {
        return new Ledger(server.address(), settings, Map.of()).open(Map.of());
    }

    private void awaitReplica() {
        primary.awaitReplica();
    }

    @Test
    void aReplicaThatLacksWritesIsFoundOutByTheWatermark() {
        try (RedisResultStore before = open(primary, Map.of());
                RedisResultStore after = open(replica, Map.of())) {
            Node node = Node.of(before, processor);
            node.record("a");
            Granted known = (Granted) node.claim("x");
            awaitReplica();
            replica.command("REPLICAOF", "NO", "ONE");
            node.record("b");
            Granted lost = (Granted) node.claim("x2");
            assertThat(lost.token()).isGreaterThan(known.token());

            Node same = node.through(after);
            assertThatThrownBy(() -> same.record("c"))
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining("earlier history");
            assertThat(same.find("c")).isEmpty();
            assertThat(((Granted) same.claim("x2")).token()).isGreaterThan(lost.token());
            assertThat(after.admin().shards(processor).get(0).checkpoint().watermark())
                    .isEqualTo(1);
        }
    }

    @Test
    void aReplicaThatLacksAnAcquisitionFencesItAndIssuesAGreaterEpoch() {
        try (RedisResultStore before = open(primary, Map.of());
                RedisResultStore after = open(replica, Map.of())) {
            Node.of(before, processor).record("a");
            awaitReplica();
            replica.command("REPLICAOF", "NO", "ONE");
            Node lost = Node.of(before, processor);
            assertThatThrownBy(() -> lost.through(after).record("b")).isInstanceOf(FencedException.class);
            assertThat(Node.of(after, processor).tenure.epoch()).isGreaterThan(lost.tenure.epoch());
        }
    }

    @Test
    void tooFewAcknowledgementsAreAnUnknownOutcome() {
        Map<String, String> settings = Map.of("replica-acks", "1", "replica-ack-timeout", "500ms");
        try (RedisResultStore patient = open(primary, Map.of());
                RedisResultStore store = open(primary, settings)) {
            // A replica that has just been started may take longer.
            Node before = Node.of(patient, processor);
            before.record("a");
            awaitReplica();
            Node node = before.through(store);
            Completion completion = node.completion("b", 1);
            Checkpoint checkpoint = node.upTo(2);
            replica.freeze();
            try {
                assertThatThrownBy(() -> node.record(completion, checkpoint))
                        .isInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining("fewer than 1 replicas");
            } finally {
                replica.thaw();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(OutcomeUnknownException.class)
                    .untilAsserted(() ->
                            assertThat(node.record(completion, checkpoint)).isEqualTo(new Recorded(completion.id())));
        }
    }

    @Test
    void whatAServerWithReplicasIsWorthIsSaid() {
        try (RedisResultStore store = open(primary, Map.of());
                RedisResultStore onReplica = open(replica, Map.of())) {
            assertThat(store.traits().guarantee()).isEqualTo(Guarantee.LOSSY_ON_FAILOVER);
            assertThat(store.preflight(Duration.ofDays(1)))
                    .anySatisfy(finding -> assertThat(finding.message()).contains("1 replicas", "replica-acks"));
            assertThat(onReplica.preflight(Duration.ofDays(1)))
                    .filteredOn(finding -> finding.severity() == Severity.REFUSE)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).contains("is a replica"));
            assertThatThrownBy(() -> Node.of(onReplica, processor))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("READONLY");
        }
    }

    @Test
    void sentinelLeadsToTheNewMaster() {
        try (RedisSentinel sentinel = RedisSentinel.open(primary, "orders");
                RedisResultStore store = new Ledger(sentinel.address(), Map.of(), Map.of()).open(Map.of())) {
            assertThat(store.traits().product()).contains("Sentinel");
            Node node = Node.of(store, processor);
            node.record("a");
            awaitReplica();
            primary.kill();
            sentinel.awaitMaster(replica);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(EosException.class)
                    .until(() -> Node.of(store, processor).find("a").isPresent());
            Node.of(store, processor).record("b");
        }
    }
}
