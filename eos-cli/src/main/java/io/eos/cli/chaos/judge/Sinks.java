package io.eos.cli.chaos.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Three sinks that were given the same effects in the same order. Immutable.
 *
 * @param plain applies all
 * @param keyed applies each idempotency key once
 * @param tokened refuses a token that is lower than one that it has seen for the message
 */
public record Sinks(List<Event> plain, List<Event> keyed, List<Event> tokened) {
    public Sinks {
        plain = List.copyOf(plain);
        keyed = List.copyOf(keyed);
        tokened = List.copyOf(tokened);
    }

    public static Sinks of(List<Event> events) {
        List<Event> plain =
                events.stream().filter(event -> event.is(Event.Type.EFFECT)).toList();
        List<Event> keyed = new ArrayList<>();
        List<Event> tokened = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Map<String, Long> highest = new HashMap<>();
        for (Event effect : plain) {
            if (keys.add(effect.note())) {
                keyed.add(effect);
            }
            if (effect.token() >= highest.getOrDefault(effect.id(), 0L)) {
                highest.put(effect.id(), effect.token());
                tokened.add(effect);
            }
        }
        return new Sinks(plain, keyed, tokened);
    }
}
