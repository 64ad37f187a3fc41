package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.store.zookeeper.Wire.Break;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that break before a request or before its answer: what the store finds out by itself, and what it tells the caller. */
@Execution(ExecutionMode.CONCURRENT)
class LostReplyTest {
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Map<String, String> IMPATIENT = Map.of("connection-timeout", "1s", "session-timeout", "5s");

    private final TestZooKeeper direct = TestZooKeeper.shared();
    private final Wire wire = new Wire(direct.servers());
    private final ZooKeeperResultStore witness = direct.open(Map.of());
    private final String name = Node.newProcessor();

    @AfterEach
    void close() {
        witness.close();
        wire.close();
    }

    private ZooKeeperResultStore open(Map<String, String> settings) {
        return new TestZooKeeper(wire.address()).open(settings);
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void anOwnNodeExistsAfterALostReplyIsKnownByItsNonce(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            wire.breakAt(when, 0, false);
            assertThat(node.record(node.next(7), completion)).containsExactly(new Recorded(completion.id()));
            assertThat(wire.isBroken()).isTrue();
            assertThat(node.find("a")).contains(completion.result());
            assertThat(checkpoint().watermark()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void anOwnResultInASegmentAfterALostReplyIsKnownByItsNonce(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.ofSegments(store, name);
            for (int i = 0; i < 3; i++) {
                // A segment that is new, then one that is written again.
                Completion completion = node.completion("id-" + i);
                wire.breakAt(when, 0, false);
                assertThat(node.record(node.next(7 + i), completion)).containsExactly(new Recorded(completion.id()));
                assertThat(wire.isBroken()).isTrue();
                assertThat(node.find("id-" + i)).contains(completion.result());
                assertThat(checkpoint().watermark()).isEqualTo(7 + i);
            }
            assertThat(witness.admin().list(name, null, null, 10).entries()).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void aFirstClaimInAShardWithSegmentsSurvivesALostReply(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.ofSegments(store, name);
            node.record(node.completion("done"));
            wire.breakAt(when, 0, false);
            Granted granted = (Granted) node.claim("a", 5, LEASE);
            assertThat(wire.isBroken()).isTrue();
            Completion completion = new Completion(granted.id(), node.result(0, "x"), granted.token());
            assertThat(node.record(completion)).isEqualTo(new Recorded(granted.id()));
            assertThat(node.find("done")).isPresent();
        }
    }

    @Test
    void aSegmentOfAnEndedTenureThatArrivesLateChangesNothing() {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.ofSegments(store, name);
            node.record(node.next(1), node.completion("before"));
            wire.breakAt(Break.NEVER_BUT_LATE, 0, false);
            CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> node.record(node.next(9), node.completion("a"))));
            await().until(wire::isBroken);
            Node next = Node.ofSegments(witness, name);
            next.record(next.next(2), next.completion("b"));
            wire.release();
            assertThat(failure.join()).isInstanceOf(FencedException.class);
            assertThat(next.find("a")).isEmpty();
            assertThat(next.find("before")).isPresent();
            assertThat(next.find("b")).isPresent();
            assertThat(checkpoint().watermark()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void aClaimWhoseReplyIsLostIsGrantedWithTheTokenThatItHas(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.of(store, name, 0);
            wire.breakAt(when, 0, false);
            Granted granted = (Granted) node.claim("a", 5, LEASE);
            assertThat(wire.isBroken()).isTrue();
            assertThat(granted.redelivered()).isFalse();
            assertThat(witness.admin().lookUp(name, MessageId.business("a")))
                    .extracting(Entry::token)
                    .containsExactly(granted.token());
            Completion completion = new Completion(granted.id(), node.result(0, "x"), granted.token());
            assertThat(node.record(completion)).isEqualTo(new Recorded(granted.id()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void aTransactionWhoseReplyIsLostTakesEffectOnce(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            wire.breakAt(when, 0, false);
            assertThat(transact(store, node, completion, node.next())).isEqualTo(new Committed());
            assertThat(wire.isBroken()).isTrue();
        }
        assertThat(direct.lines(name)).containsExactly("line");
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void aTransactionWithoutResultsTakesEffectOnceToo(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.of(store, name, 0);
            Checkpoint checkpoint = node.next(3);
            wire.breakAt(when, 0, false);
            assertThat(store.transact(node.tenure, effects -> {
                        direct.append(effects, name, "line");
                        return new Commit(List.of(), checkpoint);
                    }))
                    .isEqualTo(new Committed());
            assertThat(wire.isBroken()).isTrue();
        }
        assertThat(direct.lines(name)).containsExactly("line");
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void aCheckpointThatLowersTheWatermarkIsKnownAsOnesOwn(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.of(store, name, 0);
            node.record(node.next(9));
            wire.breakAt(when, 0, false);
            node.record(node.next(4));
            assertThat(wire.isBroken()).isTrue();
            assertThat(checkpoint().watermark()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void anAcquisitionWhoseReplyIsLostIsBegunAgain(Break when) {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node before = Node.of(witness, name, 0);
            wire.breakAt(when, 0, false);
            Node node = Node.of(store, name, 0);
            assertThat(wire.isBroken()).isTrue();
            node.record(node.next(1), node.completion("a"));
            assertThatThrownBy(() -> before.record(before.next(1))).isInstanceOf(FencedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void aWriteThatCannotBeLookedUpIsUnknownAndRepeatable(Break when) {
        try (ZooKeeperResultStore store = open(IMPATIENT)) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            wire.breakAt(when, 0, true);
            assertThatThrownBy(() -> node.record(completion)).isInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> node.record(completion)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> node.find("a")).isInstanceOf(StoreUnavailableException.class);
            assertThat(node.through(witness).find("a").isPresent()).isEqualTo(when == Break.BEFORE_THE_ANSWER);
            wire.mend();
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .untilAsserted(() -> assertThat(node.record(completion)).isEqualTo(new Recorded(completion.id())));
            assertThat(node.find("a")).contains(completion.result());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_REQUEST", "BEFORE_THE_ANSWER"})
    void aTransactionThatCannotBeLookedUpIsUnknownAndRepeatable(Break when) {
        try (ZooKeeperResultStore store = open(IMPATIENT)) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            Checkpoint checkpoint = node.next();
            wire.breakAt(when, 0, true);
            assertThatThrownBy(() -> transact(store, node, completion, checkpoint))
                    .isInstanceOf(OutcomeUnknownException.class);
            wire.mend();
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .untilAsserted(() -> assertThat(transact(store, node, completion, checkpoint))
                            .isEqualTo(new Committed()));
        }
        assertThat(direct.lines(name)).containsExactly("line");
    }

    @Test
    void aWriteThatArrivesAfterItsTenureEndedChangesNothing() {
        try (ZooKeeperResultStore store = open(Map.of())) {
            Node node = Node.of(store, name, 0);
            wire.breakAt(Break.NEVER_BUT_LATE, 0, false);
            CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> node.record(node.next(9), node.completion("a"))));
            await().until(wire::isBroken);
            Node.of(witness, name, 0);
            wire.release();
            assertThat(failure.join()).isInstanceOf(FencedException.class);
            assertThat(node.through(witness).find("a")).isEmpty();
            assertThat(checkpoint().hasWatermark()).isFalse();
        }
    }

    @Test
    void whatWasNotSentDidNotHappen() {
        try (ZooKeeperResultStore store = open(IMPATIENT)) {
            Node node = Node.of(store, name, 0);
            wire.cut();
            await().untilAsserted(() -> assertThatThrownBy(() -> node.find("a"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("zookeeper://" + wire.address()));
            assertThatThrownBy(() -> node.record(node.completion("a"))).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> transact(store, node, node.completion("a"), node.next()))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(node.through(witness).find("a")).isEmpty();
        }
        assertThat(direct.lines(name)).isEmpty();
    }

    @Test
    void aTenureThatEndedBeforeTheLookIsUnknownRatherThanFenced() {
        try (ZooKeeperResultStore store = open(Map.of("connection-timeout", "5s"))) {
            Node node = Node.of(store, name, 0);
            wire.breakAt(Break.BEFORE_THE_ANSWER, 0, true);
            var failure = CompletableFuture.supplyAsync(() -> catchThrowable(() -> node.record(node.completion("a"))));
            await().until(() ->
                    wire.isBroken() && node.through(witness).find("a").isPresent());
            Node.of(witness, name, 0);
            wire.mend();
            assertThat(failure.join()).isInstanceOf(OutcomeUnknownException.class);
        }
    }

    private Checkpoint checkpoint() {
        return witness.admin().shards(name).get(0).checkpoint();
    }

    private TransactionOutcome transact(
            ZooKeeperResultStore store, Node node, Completion completion, Checkpoint checkpoint) {
        return store.transact(node.tenure, effects -> {
            direct.append(effects, name, "line");
            return new Commit(List.of(completion), checkpoint);
        });
    }
}
