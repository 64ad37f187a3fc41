package io.eos.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all contenders on one storage system with one size of batch. They take turns of a fraction of a second, or of one call where that takes longer, so that what
 * else the machine and its disk do hits all alike. Only calls are timed. Run by {@link PeerFigures} in a JVM of its own for each case. Not
 * thread-safe.
 */
final class TurnTaking {
    private final Messages messages = new Messages(11);
    private final int batch;
    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    private TurnTaking(Place place, int batch) throws Exception {
        this.batch = batch;
        for (String name : Contender.all(place.store())) {
            contenders.put(name, Contender.open(place, name));
        }
    }

    /**
     * Measures, and appends a line of JSON for each contender to a file.
     *
     * @param args store, address, batch, turns before those that count, turns, file
     */
    public static void main(String[] args) throws Exception {
        TurnTaking turns = new TurnTaking(new Place(args[0], args[1]), Integer.parseInt(args[2]));
        turns.rounds(Integer.parseInt(args[3]));
        Map<String, List<Double>> rates = turns.rounds(Integer.parseInt(args[4]));
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<Double>> one : rates.entrySet()) {
            lines.add(new FigureLine(
                            "look-up-and-record",
                            args[0],
                            one.getKey(),
                            Map.of("batch", turns.batch),
                            "ids/s",
                            one.getValue())
                    .toString());
        }
        turns.contenders.values().forEach(Contender::close);
        Files.write(Path.of(args[5]), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Ids per second of each turn, by contender; the n-th turns of all were taken one after the other. */
    private Map<String, List<Double>> rounds(int count) throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < count; round++) {
            for (Map.Entry<String, Contender> one : contenders.entrySet()) {
                rates.computeIfAbsent(one.getKey(), any -> new ArrayList<>()).add(turn(one.getValue()));
            }
        }
        return rates;
    }

    private double turn(Contender contender) throws Exception {
        return TimedCalls.rate(Long.MAX_VALUE, batch, () -> {
            Contender.Call call = contender.prepare(messages.batch(batch));
            long start = System.nanoTime();
            call.run();
            return System.nanoTime() - start;
        });
    }
}
