package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Messages of which every thirtieth cannot be processed. */
final class Poison {
    private static final int EVERY = 30;

    private Poison() {}

    static boolean is(int id) {
        return id % EVERY == 7;
    }

    static Rig.Node node(Rig rig) {
        return rig.node().before((message, context) -> {
            if (is(Integer.parseInt(message.key().substring(3)))) {
                throw new RejectedMessageException("poison");
            }
        });
    }

    /** Each good message has one effect, each bad one a dead letter. */
    static void verify(Rig rig, int ids) {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int id = 0; id < ids; id++) {
            (is(id) ? bad : good).add("v-" + id);
        }
        rig.assertEffects(good);
        assertThat(Kafkas.values(rig.deadLetters)).as("dead letters").containsExactlyInAnyOrderElementsOf(bad);
    }
}
