package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.spi.StoreAdmin.EntryState;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.InMemoryResultStore.Snapshot;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code consistency-check=read-back} and a store that acknowledges the last results and then does not have them. No later write comes that the store
 * could refuse, so without the check nobody would know.
 */
class ReadBackTest {
    private static final int IDS = 10;
    private static final MessageId LAST = MessageId.business("id-" + (IDS - 1));

    @ParameterizedTest
    @EnumSource
    void whatTheStoreLostIsDoneAgain(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        Forgetful store = new Forgetful(rig);
        rig.send(0, IDS);
        try (Logs logs = new Logs();
                EosProcessor node =
                        node(rig, store).set("consistency-check", "read-back").start()) {
            rig.awaitDrained(node);
            assertThat(store.losses).hasValue(1);
            assertThat(logs.lines()).anyMatch(line -> line.contains("is fenced: the result of"));
            // The first tenure, and the one after it.
            assertThat(rig.memory.admin().shards(rig.name))
                    .singleElement()
                    .satisfies(shard -> assertThat(shard.epoch()).isEqualTo(2));
        }
        assertThat(isStored(rig)).isTrue();
        rig.assertEffects(Rig.values(0, IDS));
    }

    /** The same store without the check, so that the test above is known to see what the check does. */
    @ParameterizedTest
    @EnumSource
    void withoutTheCheckItGoesUnnoticed(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        Forgetful store = new Forgetful(rig);
        rig.send(0, IDS);
        try (Logs logs = new Logs();
                EosProcessor node = node(rig, store).start()) {
            rig.awaitDrained(node);
            assertThat(logs.lines()).noneMatch(line -> line.contains("is fenced"));
        }
        assertThat(store.losses).hasValue(1);
        assertThat(isStored(rig)).isFalse();
        if (kind == HandlerKind.TRANSACT) {
            assertThat(rig.effects()).as("effects are lost with the results").doesNotContain("v-" + (IDS - 1));
        }
    }

    /** The result is there, and another one's. */
    @ParameterizedTest
    @EnumSource
    void aResultThatIsNotTheOwnIsNoticedToo(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        AtomicInteger misread = new AtomicInteger();
        Intercepted.Around around = (method, call) -> {
            Object answer = call.proceed();
            // The first look at results that are there is the check.
            return answer instanceof List<?> found
                            && method.equals("find")
                            && isStored(rig)
                            && misread.getAndIncrement() == 0
                    ? Collections.nCopies(found.size(), found.get(0))
                    : answer;
        };
        try (Logs logs = new Logs();
                EosProcessor node = rig.node()
                        .set("consistency-check", "read-back")
                        .store(around(rig, around))
                        .start()) {
            rig.awaitDrained(node);
            assertThat(misread).hasPositiveValue();
            assertThat(logs.lines()).anyMatch(line -> line.contains("is fenced: the result of"));
        }
        rig.assertEffects(Rig.values(0, IDS));
    }

    private static Rig.Node node(Rig rig, Forgetful store) {
        return rig.node().set("takeover", "at-once").set("idle-flush", "1h").store(around(rig, store));
    }

    private static TransactionalResultStore<InMemoryEffects> around(Rig rig, Intercepted.Around around) {
        return Intercepted.<TransactionalResultStore<InMemoryEffects>>around(
                TransactionalResultStore.class, rig.memory, around);
    }

    private static boolean isStored(Rig rig) {
        return rig.memory.admin().lookUp(rig.name, LAST).stream()
                .anyMatch(entry -> entry.state() == EntryState.PROCESSED);
    }

    /** Goes back, once, to what it was before the write that brought the last result. */
    private static final class Forgetful implements Intercepted.Around {
        private final Rig rig;
        private final AtomicInteger losses = new AtomicInteger();

        Forgetful(Rig rig) {
            this.rig = rig;
        }

        @Override
        public @Nullable Object call(String method, Intercepted.Call call) throws Throwable {
            if (!method.equals("record") && !method.equals("transact")) {
                return call.proceed();
            }
            InMemoryResultStore memory = rig.memory;
            Snapshot before = memory.snapshot();
            Object answer = call.proceed();
            if (losses.get() == 0 && isStored(rig)) {
                losses.incrementAndGet();
                memory.restore(before);
            }
            return answer;
        }
    }
}
