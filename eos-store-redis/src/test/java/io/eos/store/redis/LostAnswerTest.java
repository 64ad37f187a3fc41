package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.RedisServer;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.store.redis.CuttingProxy.Cut;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are cut in the middle of a call, and servers that come back: what the caller is told, and that repeating settles it. */
@DisabledIfEnvironmentVariable(named = "EOS_TEST_REDIS", matches = ".+", disabledReason = "it kills its server")
class LostAnswerTest {
    private final RedisServer server = RedisServer.open();
    private final CuttingProxy proxy = new CuttingProxy(server.port());
    private final Ledger direct = new Ledger(server.address(), Map.of(), Map.of());
    private final RedisResultStore store =
            new Ledger(proxy.address(), Map.of("socket-timeout", "2s"), Map.of()).open(Map.of());
    private final Node node = Node.of(store, Node.newProcessor());

    @AfterEach
    void stop() {
        store.close();
        proxy.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Cut.class,
            names = {"REQUEST", "ANSWER"})
    void aRecordWhoseConnectionIsCutIsUnknownAndRepeatable(Cut cut) {
        node.record("first"); // so that the server knows the script
        Completion completion = node.completion("a", 1);
        Checkpoint checkpoint = node.upTo(2);
        proxy.cutNext(cut);
        assertThatThrownBy(() -> node.record(completion, checkpoint)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(node.find("a").isPresent()).isEqualTo(cut == Cut.ANSWER);
        assertThat(node.record(completion, checkpoint)).isEqualTo(new Recorded(completion.id()));
        assertThat(node.find("a")).contains(completion.result());
    }

    @ParameterizedTest
    @EnumSource(
            value = Cut.class,
            names = {"REQUEST", "ANSWER"})
    void aTransactionWhoseConnectionIsCutTakesEffectOnce(Cut cut) {
        String ledger = Node.newProcessor();
        node.transact("first", effects -> {});
        Completion completion = node.completion("a", 1);
        Checkpoint checkpoint = node.upTo(2);
        proxy.cutNext(cut);
        assertThatThrownBy(() -> node.transact(completion, checkpoint, e -> direct.append(e, ledger, "line")))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(node.transact(completion, checkpoint, e -> direct.append(e, ledger, "line")))
                .isEqualTo(new Committed());
        assertThat(direct.lines(ledger)).containsExactly("line");
    }

    @Test
    void aReadIsRepeatedOnANewConnection() {
        node.record("a");
        proxy.cutNext(Cut.ANSWER);
        assertThat(node.find("a")).isPresent();
        assertThat(proxy.hasCut()).isTrue();
    }

    @Test
    void aServerThatIsDownIsUnavailableAndOneThatIsBackIsUsedAgain() {
        node.record("a");
        Completion completion = node.completion("b", 1);
        Checkpoint checkpoint = node.upTo(2);
        server.kill();
        // The first call meets the connection that was open, the second the closed port.
        assertThatThrownBy(() -> node.record(completion, checkpoint)).isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> node.find("a")).isInstanceOf(StoreUnavailableException.class);
        server.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> node.find("a").isPresent());
        assertThat(node.record(completion, checkpoint)).isEqualTo(new Recorded(completion.id()));
    }

    @Test
    void aServerThatWasRestartedBetweenCallsLosesNothing() {
        RedisResultStore own = direct.open(Map.of());
        Node second = Node.of(own, Node.newProcessor());
        second.record("a");
        Granted granted = (Granted) second.claim("b");
        server.kill();
        server.start();
        assertThat(second.find("a")).isPresent();
        assertThat(((Granted) second.claim("c")).token()).isGreaterThan(granted.token());
        second.record("d");
        own.close();
    }

    @Test
    void aFrozenServerDoesNotHoldACallerForEver() {
        node.record("a");
        Completion completion = node.completion("b", 1);
        Checkpoint checkpoint = node.upTo(2);
        server.freeze();
        try {
            assertThatThrownBy(() -> node.record(completion, checkpoint)).isInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> store.find(node.tenure, List.of(completion.id())))
                    .isInstanceOf(StoreUnavailableException.class);
        } finally {
            server.thaw();
        }
        assertThat(node.record(completion, checkpoint)).isEqualTo(new Recorded(completion.id()));
    }
}
