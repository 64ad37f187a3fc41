package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.EosException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.CassandraCluster;
import io.eos.servers.CassandraServer;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.ResultStore;
import io.eos.testkit.Feature;
import io.eos.testkit.StoreContract;
import io.eos.testkit.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract on three nodes with three replicas, and what holds while some of them are down. No part of the build, for its memory and its minutes;
 * {@code CONTRIBUTING.md} has the command.
 */
class ThreeNodes extends StoreContract {
    private static final CassandraCluster CLUSTER = CassandraCluster.open();
    private static final String ADDRESS = TestCluster.newKeyspace(CLUSTER.address("eos_three"), 3, "");
    private static final Map<String, String> PATIENT = Map.of("request-timeout", "10s");

    @AfterAll
    static void end() {
        CLUSTER.close();
    }

    @Override
    protected StoreFixture fixture() {
        return new Fixture();
    }

    private static final class Fixture implements StoreFixture {
        @Override
        public ResultStore open() {
            return TestCluster.open(ADDRESS, PATIENT);
        }

        @Override
        public Map<Feature, String> gaps() {
            return Map.of(
                    Feature.ATOMIC_FENCING_IN_PROCESSOR_SCOPE, "a lightweight transaction does not span partitions",
                    Feature.PURGE_BELOW_WATERMARK, "results have a time to live");
        }
    }

    /** A kill on each node in turn while results are recorded: each call ends with an outcome, and all that was said to be recorded is there. */
    @ParameterizedTest
    @EnumSource
    void oneNodeMayDieAtATime(Scope scope) {
        try (ResultStore store = TestCluster.open(ADDRESS, PATIENT)) {
            Node node = Node.of(store, Node.newProcessor(), scope, 0);
            List<Completion> recorded = new ArrayList<>();
            for (CassandraServer member : CLUSTER.members()) {
                record(store, node, recorded, 20);
                member.kill();
                record(store, node, recorded, 20);
                member.start();
            }
            assertThat(recorded).hasSize(120);
            for (Completion completion : recorded) {
                eventually(() -> assertThat(store.find(node.tenure, List.of(completion.id())))
                        .containsExactly(Optional.of(completion.result())));
            }
        }
    }

    @Test
    void withoutAQuorumNothingIsRecordedUntilItIsBack() {
        try (ResultStore store = TestCluster.open(ADDRESS, Map.of("request-timeout", "3s"))) {
            Node node = Node.of(store, Node.newProcessor(), Scope.SHARD, 0);
            node.record("before");
            CLUSTER.members().subList(1, 3).forEach(CassandraServer::kill);
            // The first to notice may have sent its write.
            assertThatThrownBy(() -> node.record("meanwhile"))
                    .isInstanceOfAny(StoreUnavailableException.class, OutcomeUnknownException.class);
            assertThatThrownBy(() -> node.find("before")).isInstanceOf(StoreUnavailableException.class);
            CLUSTER.members().subList(1, 3).forEach(CassandraServer::start);
            eventually(() -> assertThat(node.find("before")).isPresent());
            eventually(() -> assertThat(node.record("after")).hasOnlyElementsOfType(Recorded.class));
        }
    }

    /** Records so many, each as often as it takes under the same nonce and number. */
    private static void record(ResultStore store, Node node, List<Completion> recorded, int count) {
        for (int i = 0; i < count; i++) {
            Completion completion = node.completion("id-" + recorded.size(), 100);
            var checkpoint = node.next(0);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptionsMatching(EosException.class::isInstance)
                    .untilAsserted(() -> assertThat(store.record(node.tenure, List.of(completion), checkpoint))
                            .containsExactly(new Recorded(completion.id())));
            recorded.add(completion);
        }
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).ignoreExceptions().untilAsserted(assertion);
    }
}
