package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures one benchmark through all clients, which take turns of a fraction of a second each, so that what else the machine and its disk do hits all alike. Neighbouring
 * turns give ratios; what is told are medians, and the quartiles of the ratios. Only the calls are timed, not the making of
 * messages. Run by {@link Figures} in a JVM of its own for each case. Not thread-safe.
 */
final class SideBySide {
    /** With what eos is compared, and eos. */
    static final List<String> CLIENTS = List.of("bare", "eos", "lean");

    private static final int EOS = CLIENTS.indexOf("eos");
    /** A turn of records is over earlier where it has so many: a shard of ZooKeeper has its results in segments up to 196,608 of them, and all turns of a round are fewer. */
    private static final long TURN_IDS = 15_000;

    /** As many calls as it takes until code is compiled. */
    private static final int WARMUPS = 6;

    private static final int WARMUPS_OF_SINGLE_IDS = 25;
    /** Each on tables of its own, so that a later turn does not pay for what earlier ones wrote. */
    private static final int ROUNDS = 4;

    private static final int TURNS = 6;
    /** Look-ups write nothing, so one round is enough. */
    private static final int TURNS_OF_LOOK_UPS = 12;

    private static final int KNOWN = 20_000;
    private static final int FILL_BATCH = 500;

    private final Place place;
    private final Scope scope;
    private final int batch;
    private final long turnIds;
    private final Call call;
    private final Messages messages = new Messages(7);
    private final Ratios ratios = new Ratios(CLIENTS.size(), EOS);

    /** What is measured: how long one call took. */
    private interface Call {
        long nanos(Side side) throws Exception;
    }

    /** One of the clients, and ids that it knows. */
    private record Side(Client client, List<MessageId> known) {}

    private SideBySide(String benchmark, Place place, Scope scope, int batch) {
        this.place = place;
        this.scope = scope;
        this.batch = batch;
        turnIds = benchmark.equals("record") ? TURN_IDS : Long.MAX_VALUE;
        call = switch (benchmark) {
            case "record" -> this::record;
            case "findAbsent" -> this::findAbsent;
            case "findPresent" -> this::findPresent;
            default ->
                throw new IllegalArgumentException(
                        "no such benchmark: " + benchmark + "; there are record, findAbsent, findPresent");
        };
    }

    /**
     * Measures, and writes to a file what eos comes to beside each other client, a line each.
     *
     * @param args benchmark, store, scope, batch, address, file
     */
    public static void main(String[] args) throws Exception {
        SideBySide all =
                new SideBySide(args[0], new Place(args[1], args[4]), Scope.valueOf(args[2]), Integer.parseInt(args[3]));
        if (args[0].equals("record")) {
            for (int round = 0; round < ROUNDS; round++) {
                all.round(round > 0 ? 0 : all.batch == 1 ? WARMUPS_OF_SINGLE_IDS : WARMUPS, TURNS, 0);
            }
        } else {
            all.round(WARMUPS, TURNS_OF_LOOK_UPS, KNOWN);
        }
        List<String> lines = new ArrayList<>();
        for (int other = 0; other < CLIENTS.size(); other++) {
            if (other != EOS) {
                lines.add(all.ratios.cell(other));
            }
        }
        Files.write(Path.of(args[5]), lines);
    }

    private void round(int warmups, int turns, int filled) throws Exception {
        List<Side> sides = new ArrayList<>();
        try {
            for (String kind : CLIENTS) {
                Client client = place.client(kind, scope);
                Side side = new Side(client, new ArrayList<>());
                sides.add(side);
                fill(side, filled);
            }
            for (int turn = 0; turn < warmups; turn++) {
                turns(sides, turn);
            }
            for (int turn = 0; turn < turns; turn++) {
                ratios.add(turns(sides, turn));
            }
        } finally {
            for (Side side : sides) {
                side.client().close();
            }
        }
    }

    /** Ids per second of each, once to and once fro: eos always has the others as its neighbours. */
    private double[] turns(List<Side> sides, int number) throws Exception {
        double[] rates = new double[sides.size()];
        for (int i = 0; i < rates.length; i++) {
            int side = number % 2 == 0 ? i : rates.length - 1 - i;
            rates[side] = turn(sides.get(side));
        }
        return rates;
    }

    private void fill(Side side, int count) throws Exception {
        while (side.known().size() < count) {
            Batch some = messages.batch(FILL_BATCH);
            side.client().record(some);
            some.completions().forEach(completion -> side.known().add(completion.id()));
        }
        // Else a batch would ask for what was written together.
        Collections.shuffle(side.known(), new Random(3));
    }

    /** Ids per second of one turn. */
    private double turn(Side side) throws Exception {
        return TimedCalls.rate(turnIds, batch, () -> call.nanos(side));
    }

    private long record(Side side) throws Exception {
        Batch next = messages.batch(batch);
        long start = System.nanoTime();
        side.client().record(next);
        return System.nanoTime() - start;
    }

    private long findAbsent(Side side) throws Exception {
        return TimedCalls.find(side.client(), messages.ids(batch), 0);
    }

    private long findPresent(Side side) throws Exception {
        List<MessageId> some = new ArrayList<>(side.known().subList(0, batch));
        Collections.rotate(side.known(), -batch);
        return TimedCalls.find(side.client(), some, batch);
    }
}
