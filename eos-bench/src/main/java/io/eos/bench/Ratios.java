package io.eos.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The rates of some turns of each client, and what one of them comes to beside another. Not thread-safe. */
final class Ratios {
    private final int clients;
    private final int subject;
    private final List<double[]> turns = new ArrayList<>();

    /** @param subject the number of the client whose ratio to others is told */
    Ratios(int clients, int subject) {
        this.clients = clients;
        this.subject = subject;
    }

    /** Adds neighbouring turns: a rate of each client. */
    void add(double... rates) {
        if (rates.length != clients) {
            throw new IllegalArgumentException(rates.length + " rates of " + clients + " clients");
        }
        turns.add(rates);
    }

    /** Medians of both rates, and of their ratio with its quartiles. */
    String cell(int other) {
        ToDoubleFunction<double[]> ratio = rates -> rates[subject] / rates[other];
        return String.format(
                Locale.ROOT,
                "%s / %s = %.2f (%.2f to %.2f)",
                rate(quantile(rates -> rates[subject], 0.5)),
                rate(quantile(rates -> rates[other], 0.5)),
                quantile(ratio, 0.5),
                quantile(ratio, 0.25),
                quantile(ratio, 0.75));
    }

    private static String rate(double ids) {
        return String.format(Locale.ROOT, ids < 100_000 ? "%.1fk" : "%.0fk", ids / 1000);
    }

    private double quantile(ToDoubleFunction<double[]> value, double part) {
        return quantile(turns.stream().mapToDouble(value).toArray(), part);
    }

    /** The value below which that part of some values lies, between neighbours in proportion. */
    static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
