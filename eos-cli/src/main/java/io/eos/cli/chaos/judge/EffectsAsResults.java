package io.eos.cli.chaos.judge;

import io.eos.cli.chaos.judge.Evidence.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands for results where a consumer keeps none: a message is settled when its effect is made, or its dead letter published. Pure. */
public final class EffectsAsResults {
    /** The note of an effect that stands for a result, in the place of a nonce. */
    public static final String EFFECT = "effect";

    private static final String DEAD_LETTER = "dead-letter";

    private EffectsAsResults() {}

    /**
     * As if a store had them.
     *
     * @param told what the server of effects was told
     * @param deadLetters the ids in the dead-letter topic
     */
    public static List<Stored> stored(List<Event> told, List<String> deadLetters) {
        Map<String, Stored> stored = new LinkedHashMap<>();
        told.stream()
                .filter(event -> event.is(Event.Type.EFFECT))
                .forEach(event -> stored.put(event.id(), new Stored(event.id(), EFFECT, false)));
        deadLetters.forEach(id -> stored.putIfAbsent(id, new Stored(id, DEAD_LETTER, true)));
        return List.copyOf(stored.values());
    }

    /** As if workers had been told so; of a dead letter nobody knows when. */
    public static List<Event> recorded(List<Event> told, List<String> deadLetters) {
        List<Event> recorded = new ArrayList<>();
        told.stream()
                .filter(event -> event.is(Event.Type.EFFECT))
                .map(event -> event.as(Event.Type.RECORDED).saying(EFFECT))
                .forEach(recorded::add);
        deadLetters.forEach(
                id -> recorded.add(Event.of(Event.Type.RECORDED, "dead-letters", Long.MIN_VALUE, Long.MIN_VALUE)
                        .about(id, 0)
                        .saying(DEAD_LETTER)));
        return recorded;
    }
}
