package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.Completion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures one benchmark through both clients, which take turns of a fraction of a second each, so that what else the machine and its disk do hits both alike. A
 * pair of turns gives a ratio; what is told are medians over the pairs, and the quartiles of the ratios. Only the calls are timed, not the making of
 * messages. Run by {@link Figures} in a JVM of its own for each case. Not thread-safe.
 */
final class SideBySide {
    private static final long TURN_NANOS = Duration.ofMillis(200).toNanos();
    private static final int WARMUP_PAIRS = 8;
    /** Each on tables of its own, so that a later pair does not pay for what earlier ones wrote. */
    private static final int ROUNDS = 4;

    private static final int PAIRS = 6;
    private static final int KNOWN = 20_000;
    private static final int FILL_BATCH = 500;

    private final Place place;
    private final Scope scope;
    private final int batch;
    private final Call call;
    private final Messages messages = new Messages(7);
    private final List<Double> bareRates = new ArrayList<>();
    private final List<Double> eosRates = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();

    /** What is measured: how long one call took. */
    private interface Call {
        long nanos(Side side) throws Exception;
    }

    /** One of the two clients, and ids that it knows. */
    private record Side(Client client, List<MessageId> known) {}

    private SideBySide(String benchmark, Place place, Scope scope, int batch) {
        this.place = place;
        this.scope = scope;
        this.batch = batch;
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
     * Measures, and writes one cell to a file.
     *
     * @param args benchmark, store, scope, batch, address, file
     */
    public static void main(String[] args) throws Exception {
        SideBySide both =
                new SideBySide(args[0], new Place(args[1], args[4]), Scope.valueOf(args[2]), Integer.parseInt(args[3]));
        int filled = args[0].equals("record") ? 0 : KNOWN;
        for (int round = 0; round < ROUNDS; round++) {
            both.round(round == 0 ? WARMUP_PAIRS : 0, filled);
        }
        Files.writeString(Path.of(args[5]), both.cell());
    }

    private void round(int warmups, int filled) throws Exception {
        try (Client bare = place.client("bare", scope);
                Client eos = place.client("eos", scope)) {
            Side one = new Side(bare, fill(bare, filled));
            Side other = new Side(eos, fill(eos, filled));
            for (int pair = 0; pair < warmups; pair++) {
                turn(one);
                turn(other);
            }
            for (int pair = 0; pair < PAIRS; pair++) {
                boolean first = pair % 2 == 0;
                double left = turn(first ? one : other);
                double right = turn(first ? other : one);
                bareRates.add(first ? left : right);
                eosRates.add(first ? right : left);
                ratios.add(first ? right / left : left / right);
            }
        }
    }

    private List<MessageId> fill(Client client, int count) throws Exception {
        List<MessageId> known = new ArrayList<>();
        while (known.size() < count) {
            List<Completion> some = messages.completions(FILL_BATCH);
            client.record(some, messages.watermark());
            some.forEach(completion -> known.add(completion.id()));
        }
        // Else a batch would ask for what was written together.
        Collections.shuffle(known, new Random(3));
        return known;
    }

    /** Ids per second of one turn. */
    private double turn(Side side) throws Exception {
        long nanos = 0;
        long ids = 0;
        while (nanos < TURN_NANOS) {
            nanos += call.nanos(side);
            ids += batch;
        }
        return ids * 1e9 / nanos;
    }

    private long record(Side side) throws Exception {
        List<Completion> completions = messages.completions(batch);
        long start = System.nanoTime();
        side.client().record(completions, messages.watermark());
        return System.nanoTime() - start;
    }

    private long findAbsent(Side side) throws Exception {
        return find(side, messages.ids(batch), 0);
    }

    private long findPresent(Side side) throws Exception {
        List<MessageId> some = new ArrayList<>(side.known().subList(0, batch));
        Collections.rotate(side.known(), -batch);
        return find(side, some, batch);
    }

    private static long find(Side side, List<MessageId> ids, int expected) throws Exception {
        long start = System.nanoTime();
        int found = side.client().find(ids);
        long nanos = System.nanoTime() - start;
        if (found != expected) {
            throw new IllegalStateException("found " + found + " of " + ids.size() + ", not " + expected);
        }
        return nanos;
    }

    private String cell() {
        return String.format(
                Locale.ROOT,
                "%s / %s = %.2f (%.2f to %.2f)",
                rate(quantile(eosRates, 0.5)),
                rate(quantile(bareRates, 0.5)),
                quantile(ratios, 0.5),
                quantile(ratios, 0.25),
                quantile(ratios, 0.75));
    }

    private static String rate(double ids) {
        return String.format(Locale.ROOT, ids < 100_000 ? "%.1fk" : "%.0fk", ids / 1000);
    }

    private static double quantile(List<Double> values, double part) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
