package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator sees of a processor: one line when it starts, and the counters of its loop in the registry that it was given. */
class AnnounceTest {
    private static final int IDS = 60;
    private static final int AGAIN = 15;

    @ParameterizedTest
    @EnumSource
    void oneLineSaysWhatIsPromised(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        try (Logs logs = new Logs();
                EosProcessor node = rig.node().set("retention", "10d").start()) {
            List<String> lines = logs.lines().stream()
                    .filter(line -> line.startsWith("INFO processor " + rig.name + " node "))
                    .toList();
            assertThat(lines)
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("node " + node.node())
                            .contains("store memory of this JVM (LINEARIZABLE)")
                            .contains("guarantee: " + kind.guarantee())
                            .contains("identity key")
                            .contains("scope processor")
                            .contains("retention 10d"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRegistryGetsWhatTheLoopCounts(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        rig.send(0, IDS);
        rig.send(0, AGAIN);
        try (EosProcessor node = Poison.node(rig).metrics(registry).start()) {
            rig.awaitDrained(node);
            // 7 and 37 are poison; 7 comes again.
            assertThat(messages(registry, rig, "processed")).isEqualTo(IDS - 2);
            assertThat(messages(registry, rig, "skipped")).isEqualTo(AGAIN);
            assertThat(messages(registry, rig, "dead-letter")).isEqualTo(2);
            assertThat(messages(registry, rig, "rolled-back")).isZero();
            // Of the other kinds only dead letters are published.
            double published = kind == HandlerKind.TRANSFORM ? IDS : 2;
            Rig.until(() -> count(registry, rig, "eos.published") == published);
            Rig.until(() -> node.counts().equals(new EosProcessor.Counts(IDS - 2, AGAIN, 2, 0, (long) published)));
            assertThat(registry.get("eos.shards").gauge().value()).isEqualTo(2);
            assertThat(registry.get("eos.store.calls")
                            .tags("processor", rig.name, "operation", "acquire", "outcome", "ok")
                            .timer()
                            .count())
                    .isEqualTo(2);
        }
        assertThat(messages(registry, rig, "processed")).as("after the end").isEqualTo(IDS - 2);
    }

    private static double messages(SimpleMeterRegistry registry, Rig rig, String outcome) {
        return registry.get("eos.messages")
                .tags("processor", rig.name, "outcome", outcome)
                .counter()
                .count();
    }

    private static double count(SimpleMeterRegistry registry, Rig rig, String name) {
        return registry.get(name).tags("processor", rig.name).counter().count();
    }
}
