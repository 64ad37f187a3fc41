package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The group's offsets are moved behind the processor's back: no new effect, and the lag drains. */
class RewindTest {
    private static final int IDS = 100;

    /** How offsets are lost. */
    enum Way {
        SET_TO_THE_START,
        GROUP_DELETED,
        ANOTHER_GROUP
    }

    static Stream<Arguments> all() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of(Way.values()).map(way -> Arguments.of(kind, way)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasNoNewEffect(HandlerKind kind, Way way) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, IDS);
        rig.send(0, IDS / 2);
        // The last message of a partition, so that no later write tells the store that its dead letter is out.
        rig.send(0, "id-poison");
        try (EosProcessor node = node(rig).start()) {
            rig.awaitDrained(node);
        }
        String group = rig.name;
        switch (way) {
            case SET_TO_THE_START -> Groups.alter(rig.name, rig.source, 0);
            case GROUP_DELETED -> Groups.delete(rig.name);
            case ANOTHER_GROUP -> group = rig.name + "-other";
        }
        try (EosProcessor node = node(rig).set("group-id", group).start()) {
            rig.awaitDrained(group, node);
            assertThat(node.counts().processed()).isZero();
        }
        rig.assertEffects(Rig.values(0, IDS));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("v-poison");
    }

    private static Rig.Node node(Rig rig) {
        return rig.node().before((message, context) -> {
            if (message.key().equals("id-poison")) {
                throw new RejectedMessageException("poison");
            }
        });
    }
}
