package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.spi.Pending;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Victim;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import io.eos.store.zookeeper.ZooKeeperEffects.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a handler can do with its effects, and what it cannot. */
class EffectsTest {
    private static final byte[] DATA = {1};
    private static final byte[] OTHER = {2};

    private final ZooKeeperResultStore store = TestZooKeeper.shared().open(Map.of());
    private final String name = Node.newProcessor();
    private final Node node = Node.of(store, name, 0);
    private final String path = "/" + name;
    private int messages;

    @AfterEach
    void close() {
        store.close();
    }

    private TransactionOutcome transact(Consumer<ZooKeeperEffects> work) {
        return store.transact(node.tenure, effects -> {
            work.accept(effects);
            return new Commit(List.of(node.completion("id-" + messages++)), node.next());
        });
    }

    private Versioned stored() {
        List<Versioned> found = new ArrayList<>();
        transact(effects -> found.add(effects.read(path).orElseThrow()));
        return found.get(0);
    }

    @Test
    void znodesAreMadeChangedCheckedAndDeleted() {
        assertThat(transact(effects -> effects.create(path, DATA).create(path + "/child", DATA)))
                .isEqualTo(new Committed());
        assertThat(stored()).isEqualTo(new Versioned(Bytes.wrap(DATA), 0));
        assertThat(transact(effects -> effects.setData(path, OTHER, 0)
                        .check(path, 1)
                        .delete(path + "/child", ZooKeeperEffects.ANY_VERSION)))
                .isEqualTo(new Committed());
        assertThat(stored()).isEqualTo(new Versioned(Bytes.wrap(OTHER), 1));
    }

    @Test
    void aReadSeesWhatTheTransactionHasChangedSoFar() {
        assertThat(transact(effects -> {
                    assertThat(effects.read(path)).isEmpty();
                    effects.create(path, DATA);
                    assertThat(effects.read(path)).contains(new Versioned(Bytes.wrap(DATA), 0));
                    effects.setData(path, OTHER, 0);
                    assertThat(effects.read(path)).contains(new Versioned(Bytes.wrap(OTHER), 1));
                    effects.delete(path, 1);
                    assertThat(effects.read(path)).isEmpty();
                    effects.create(path, DATA).setData(path, DATA, ZooKeeperEffects.ANY_VERSION);
                    effects.check(path, effects.read(path).orElseThrow().version());
                }))
                .isEqualTo(new Committed());
        assertThat(transact(effects -> {
                    effects.setData(path, OTHER, ZooKeeperEffects.ANY_VERSION)
                            .setData(path, DATA, ZooKeeperEffects.ANY_VERSION);
                    Versioned read = effects.read(path).orElseThrow();
                    assertThat(read).isEqualTo(new Versioned(Bytes.wrap(DATA), 3));
                    effects.setData(path, OTHER, read.version());
                }))
                .isEqualTo(new Committed());
        assertThat(stored()).isEqualTo(new Versioned(Bytes.wrap(OTHER), 4));
    }

    @Test
    void aZnodeThatChangedAfterItWasReadIsNotOverwritten() {
        transact(effects -> effects.create(path, DATA));
        Node other = Node.of(store, Node.newProcessor(), 0);
        assertThat(transact(effects -> {
                    Versioned read = effects.read(path).orElseThrow();
                    effects.setData(path, OTHER, read.version());
                    store.transact(other.tenure, theirs -> {
                        theirs.setData(path, DATA, ZooKeeperEffects.ANY_VERSION);
                        return new Commit(List.of(other.completion("id")), other.next());
                    });
                    effects.setData(
                            path, OTHER, effects.read(path).orElseThrow().version());
                }))
                .isInstanceOf(Victim.class);
        assertThat(stored()).isEqualTo(new Versioned(Bytes.wrap(DATA), 1));
    }

    @Test
    void aVersionThatChangedMeanwhileMakesAVictimOfWhichNothingIsLeft() {
        transact(effects -> effects.create(path, DATA));
        int before = messages;
        assertThat(transact(effects -> effects.create(path + "/new", DATA).check(path, 7)))
                .isInstanceOf(Victim.class);
        assertThat(node.find("id-" + before)).isEmpty();
        assertThat(transact(effects -> assertThat(effects.read(path + "/new")).isEmpty()))
                .isEqualTo(new Committed());
    }

    @Test
    void aChangeThatCannotBeMadeFailsTheHandler() {
        assertThatThrownBy(() -> transact(effects -> effects.create(path + "/without/parent", DATA)))
                .isInstanceOf(WorkFailedException.class)
                .hasCauseInstanceOf(KeeperException.NoNodeException.class)
                .hasRootCauseMessage("KeeperErrorCode = NoNode for " + path + "/without/parent");
        assertThat(node.find("id-0")).isEmpty();
    }

    @Test
    void theStoresOwnZnodesAreOffLimits() {
        for (String own : List.of("/eos-test/eos_clock", "/eos-test/eos_processors/" + name)) {
            assertThat(transact(effects -> effects.setData(own, DATA, -1))).isInstanceOf(Refused.class);
            assertThat(transact(effects -> {
                        try {
                            effects.read(own);
                        } catch (IllegalArgumentException swallowed) {
                            // as a handler might
                        }
                    }))
                    .isInstanceOf(Refused.class);
        }
        assertThat(node.find("id-0")).isEmpty();
    }

    @Test
    void moreOperationsThanOneMultiTakesAreRefused() {
        transact(effects -> effects.create(path, DATA));
        Consumer<ZooKeeperEffects> most = effects -> {
            for (int i = 0; i < Limits.TRANSACTION_OPERATIONS - 1; i++) {
                effects.setData(path, DATA, -1);
            }
        };
        assertThat(transact(most)).isEqualTo(new Committed());
        assertThat(transact(most.andThen(effects -> effects.check(path, -1))))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("2001 operations", "takes 2000 operations"));
    }

    @Test
    void moreBytesThanOneMultiTakesAreRefused() {
        byte[] large = new byte[890 << 10];
        assertThat(transact(effects -> effects.create(path, large))).isEqualTo(new Committed());
        assertThat(transact(effects -> effects.setData(path, new byte[Limits.TRANSACTION_BYTES], -1)))
                .isInstanceOf(Refused.class);
        assertThat(stored().version()).isZero();
    }

    @Test
    void pathsCountInBytesRatherThanInCharacters() {
        transact(effects -> effects.create(path, DATA));
        String name = "\u044f".repeat(8_000);
        assertThat(transact(
                        effects -> IntStream.range(0, 50).forEach(i -> effects.create(path + "/" + i + name, DATA))))
                .isEqualTo(new Committed());
        assertThat(transact(
                        effects -> IntStream.range(50, 120).forEach(i -> effects.create(path + "/" + i + name, DATA))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void theCheckpointCountsToo() {
        transact(effects -> effects.create(path, DATA));
        Pending[] pending = IntStream.range(0, 1_200)
                .mapToObj(i -> new Pending(i, MessageId.content(new byte[120])))
                .toArray(Pending[]::new);
        assertThat(store.transact(node.tenure, effects -> {
                    effects.setData(path, new byte[890 << 10], -1);
                    return new Commit(List.of(node.completion("with-pending")), node.next(1, pending));
                }))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("checkpoint", String.valueOf(Limits.TRANSACTION_BYTES)));
        assertThat(node.find("with-pending")).isEmpty();
    }

    @Test
    void effectsEndWithTheWork() {
        List<ZooKeeperEffects> kept = new ArrayList<>();
        transact(kept::add);
        assertThatThrownBy(() -> kept.get(0).create(path, DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.get(0).read(path)).isInstanceOf(IllegalStateException.class);
    }
}
