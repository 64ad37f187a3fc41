package io.eos.core;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code start-at=latest}: what was there before a processor's first start is left alone, and nothing that came later. */
class StartAtTest {
    @ParameterizedTest
    @EnumSource
    void latestLeavesOutOnlyWhatWasThereBeforeTheFirstStart(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, 20);
        try (EosProcessor node = startAtLatest(rig)) {
            rig.send(20, 40);
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(20, 40));
        // While no node runs.
        rig.send(40, 60);
        try (EosProcessor node = startAtLatest(rig)) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(20, 60));
        // The start is in the store as well.
        rig.send(60, 80);
        Groups.delete(rig.name);
        try (EosProcessor node = startAtLatest(rig)) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(20, 80));
    }

    /** The start of a partition without any message is written down too: the node dies before one comes. */
    @ParameterizedTest
    @EnumSource
    void latestCountsFromTheFirstStartAlsoWithoutAMessage(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, 10);
        try (EosProcessor node = startAtLatest(rig)) {
            rig.awaitDrained(node);
        }
        rig.send(10, 20);
        try (EosProcessor node = startAtLatest(rig)) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(10, 20));
    }

    /** A node that works on all partitions. */
    private static EosProcessor startAtLatest(Rig rig) {
        AtomicInteger live = new AtomicInteger();
        EosProcessor node = rig.node()
                .set("start-at", "latest")
                .probe((step, partition) -> {
                    if (step == Step.START_COMMITTED) {
                        live.incrementAndGet();
                    }
                })
                .start();
        Rig.until(() -> live.get() == rig.partitions);
        return node;
    }
}
