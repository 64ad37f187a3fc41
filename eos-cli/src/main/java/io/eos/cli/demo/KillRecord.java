package io.eos.cli.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * A kill that was made. Immutable.
 *
 * @param worker the victim
 * @param pid its process
 * @param percent which part of the work had been begun
 * @param unsettled which payments it had begun whose effect nobody could see right after the kill, by the handler
 */
record KillRecord(String worker, long pid, int percent, Map<Journal.Kind, Set<String>> unsettled) {
    KillRecord {
        Map<Journal.Kind, Set<String>> copy = new EnumMap<>(Journal.Kind.class);
        unsettled.forEach((kind, ids) -> copy.put(kind, Set.copyOf(ids)));
        unsettled = copy;
    }

    int count() {
        return unsettled.values().stream().mapToInt(Set::size).sum();
    }
}
