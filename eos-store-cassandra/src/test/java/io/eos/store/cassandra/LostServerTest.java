package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.CassandraServer;
import io.eos.servers.Endpoints;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.ResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** A server that freezes in the middle of a call, is killed, and comes back: what the caller is told, and that a repetition settles it. */
@DisabledIfEnvironmentVariable(
        named = Endpoints.CASSANDRA,
        matches = ".+",
        disabledReason = "tests the embedded server")
class LostServerTest {
    @Test
    void aFrozenServerIsUnknownAKilledOneUnavailableAndBothAreSettledAfterwards() {
        try (CassandraServer server = CassandraServer.open();
                ResultStore store = TestCluster.open(TestCluster.address(server), Map.of("request-timeout", "2s"))) {
            Node shard = Node.of(store, Node.newProcessor(), Scope.SHARD, 0);
            Node processor = Node.of(store, Node.newProcessor(), Scope.PROCESSOR, 0);
            shard.record("before");
            processor.record("before");

            Completion unanswered = shard.completion("frozen", 10);
            Checkpoint checkpoint = shard.next(8);
            server.freeze();
            assertThatThrownBy(() -> store.record(shard.tenure, List.of(unanswered), checkpoint))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("a record at cassandra://127.0.0.1");
            // It reads first, so that nothing was sent that could still happen.
            assertThatThrownBy(() -> processor.record("frozen")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> shard.find("before")).isInstanceOf(StoreUnavailableException.class);
            server.thaw();
            eventually(() -> assertThat(store.record(shard.tenure, List.of(unanswered), checkpoint))
                    .containsExactly(new Recorded(unanswered.id())));
            assertThat(shard.find("frozen")).contains(unanswered.result());

            server.kill();
            // The first to notice may have sent its write.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatThrownBy(() -> shard.find("before"))
                            .isInstanceOf(StoreUnavailableException.class)
                            .hasMessageContaining("no node to talk to"));
            assertThatThrownBy(() -> shard.record("killed")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> processor.record("killed")).isInstanceOf(StoreUnavailableException.class);
            server.start();
            eventually(() -> assertThat(shard.find("frozen")).contains(unanswered.result()));
            assertThat(shard.find("killed")).isEmpty();
            assertThat(shard.record("after")).hasOnlyElementsOfType(Recorded.class);
            assertThat(processor.record("after")).hasOnlyElementsOfType(Recorded.class);
        }
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(assertion);
    }
}
