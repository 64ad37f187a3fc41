package io.eos.cli.chaos.judge;

import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.worker.EffectServer;
import io.eos.core.HandlerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All that a run left behind, after it came to rest: what the {@link Checker} judges by. Immutable.
 *
 * @param lease how long a claim holds
 * @param takesOver whether claims of a dead node are taken over before their lease ran out
 * @param sent what the broker acknowledged
 * @param workers what the workers wrote down, in no order
 * @param told what the {@link EffectServer} was told, in its order
 * @param stored what the store holds
 * @param outputs what a {@code read_committed} reader sees in the sink topic in the order of each partition, or the entries of the ledger
 * @param deadLetters the ids in the dead-letter topic
 * @param offsets the group's offsets, as they were seen while it ran
 * @param backlog how many messages of a partition are left, where some are
 * @param deaths workers that ended although nobody made them
 */
public record Evidence(
        HandlerKind kind,
        Duration lease,
        boolean takesOver,
        List<Sent> sent,
        List<Event> workers,
        List<Event> told,
        List<Stored> stored,
        List<Effect> outputs,
        List<String> deadLetters,
        List<Event> offsets,
        Map<Integer, Long> backlog,
        List<String> deaths) {

    /**
     * A message as the broker took it.
     *
     * @param poison whether the handler refuses it
     */
    public record Sent(String id, int partition, long offset, boolean poison) {}

    /**
     * An id as the store has it.
     *
     * @param nonce of its result, empty while it is claimed
     * @param deadLetter whether the result is one
     */
    public record Stored(String id, String nonce, boolean deadLetter) {
        public boolean done() {
            return !nonce.isEmpty();
        }
    }

    public Evidence {
        sent = List.copyOf(sent);
        workers = List.copyOf(workers);
        told = List.copyOf(told);
        stored = List.copyOf(stored);
        outputs = List.copyOf(outputs);
        deadLetters = List.copyOf(deadLetters);
        offsets = List.copyOf(offsets);
        backlog = Map.copyOf(backlog);
        deaths = List.copyOf(deaths);
    }

    /** A part of it: what was sent in the part, what is about its ids, and what happened in its time. */
    public Evidence only(Predicate<String> ids, List<Sent> part, Predicate<Event> time) {
        return new Evidence(
                kind,
                lease,
                takesOver,
                part.stream().filter(one -> ids.test(one.id())).toList(),
                workers.stream().filter(time).toList(),
                told.stream().filter(time).toList(),
                stored.stream().filter(entry -> ids.test(entry.id())).toList(),
                outputs.stream().filter(output -> ids.test(output.id())).toList(),
                deadLetters.stream().filter(ids).toList(),
                offsets.stream().filter(time).toList(),
                backlog,
                deaths);
    }

    /** The same with other messages, events, results and outputs. */
    public Evidence with(
            List<Sent> otherSent,
            List<Event> otherWorkers,
            List<Event> otherTold,
            List<Stored> otherStored,
            List<Effect> otherOutputs) {
        return new Evidence(
                kind,
                lease,
                takesOver,
                otherSent,
                otherWorkers,
                otherTold,
                otherStored,
                otherOutputs,
                deadLetters,
                offsets,
                backlog,
                deaths);
    }

    public Stream<Event> of(Event.Type type) {
        return workers.stream().filter(event -> event.is(type));
    }

    /** The workers' events of a type by the message's id. */
    Map<String, List<Event>> byId(Event.Type type) {
        return group(of(type), Event::id);
    }

    /** What the store holds, by id. */
    public Map<String, List<Stored>> storedById() {
        return group(stored.stream(), Stored::id);
    }

    /** Each message that was sent, once, by its id: the first of its sendings. */
    public Map<String, Sent> messages() {
        Map<String, Sent> messages = new LinkedHashMap<>();
        sent.forEach(one -> messages.putIfAbsent(one.id(), one));
        return messages;
    }

    public static <K, E> Map<K, List<E>> group(Stream<E> elements, Function<E, K> key) {
        Map<K, List<E>> groups = new LinkedHashMap<>();
        elements.forEach(each -> groups.computeIfAbsent(key.apply(each), one -> new ArrayList<>())
                .add(each));
        return groups;
    }
}
