package io.eos.cli.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A ratio that eos is meant to reach, and what was measured of it. Immutable.
 *
 * @param what is compared
 * @param least the ratio that is aimed at, or the greatest number where less is better
 * @param unit after the number
 * @param lessIsBetter whether the aim is a limit
 * @param measured finds it in each run, if it was measured
 */
record Aim(
        String what,
        double least,
        String unit,
        boolean lessIsBetter,
        Function<List<Measurement>, Optional<List<Double>>> measured) {
    /** What libraries do that go through a batch one by one. */
    private static final List<String> ONE_BY_ONE = List.of("camel", "spring", "plain");

    /** Where ids are coordinates no store is asked for them: that of the first run counts. */
    private static final String ANY = "*";

    /** All that a run of {@code ./eos bench} can measure. */
    static final List<Aim> ALL = List.of(
            peers("PostgreSQL", "postgresql", "eos-processor", 20),
            peers("Redis", "redis", "eos-processor", 10),
            peers("ZooKeeper", "zookeeper", "eos-processor", 20),
            peers("H2", "h2", "eos-processor", 5),
            peers("Cassandra, SHARD scope", "cassandra", "eos-shard", 50),
            copy("coordinates", ANY, "coordinates", "bare", 0.9),
            copy("business id, Redis", "redis", "key", "bare", 0.6),
            copy("business id, H2", "h2", "key", "bare", 0.5),
            copy("business id, PostgreSQL", "postgresql", "key", "bare", 0.25),
            copy("business id, ZooKeeper", "zookeeper", "key", "bare", 0.25),
            copy("business id, SHARD scope, Cassandra", "cassandra", "key", "bare", 0.15),
            copy("coordinates", ANY, "coordinates", "kafka-streams", 1.0),
            transact("key"),
            transact("coordinates"),
            new Aim(
                    "added latency at 1,000 msg/s, handle, Redis, p99",
                    5,
                    "ms",
                    true,
                    all -> difference(all, one -> one.setting("percentile").equals("p99"))),
            network("redis"),
            network("postgresql"),
            network("zookeeper"),
            new Aim(
                    "heap after collections, last quarter of a copy against its second one, the worst",
                    1.25,
                    "×",
                    true,
                    Aim::growth));

    /** The aim, as a reader reads it. */
    String text() {
        return (lessIsBetter ? "≤ " : "≥ ") + number(least) + " " + unit;
    }

    /** The median of what was measured, with whether that reaches it, and between what the runs were; or that nothing was. */
    String result(List<Measurement> all) {
        return measured.apply(all)
                .filter(runs -> !runs.isEmpty())
                .map(this::text)
                .orElse("not measured");
    }

    private String text(List<Double> runs) {
        double median = Measurement.quantile(runs, 0.5);
        String spread = runs.size() == 1
                ? ""
                : " (" + number(Measurement.quantile(runs, 0)) + " to " + number(Measurement.quantile(runs, 1)) + ")";
        return number(median) + " " + unit + (reached(median) ? " ✓" : " ✗") + spread;
    }

    private boolean reached(double value) {
        return lessIsBetter ? value <= least : value >= least;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.0f", value);
    }

    private static Aim peers(String name, String store, String eos, double least) {
        return new Aim(
                "look-up and results at batch 500, " + name + ", against the fastest that goes one by one",
                least,
                "×",
                false,
                all -> {
                    Predicate<Measurement> large = one -> one.setting("batch").equals("500");
                    Optional<Measurement> peer = all.stream()
                            .filter(one -> one.benchmark().equals("look-up-and-record"))
                            .filter(one -> one.store().equals(store))
                            .filter(large)
                            .filter(one -> ONE_BY_ONE.contains(one.who()))
                            .max(Comparator.comparingDouble(Measurement::median));
                    return peer.flatMap(fastest ->
                            ratio(all, is("look-up-and-record", store, eos, large), one -> one.equals(fastest)));
                });
    }

    private static Aim copy(String name, String store, String identity, String other, double least) {
        Predicate<Measurement> same = one -> one.setting("identity").equals(identity)
                && one.setting("network").isEmpty();
        return new Aim(
                "dedupe by " + name + ", against " + (other.equals("bare") ? "the bare transactional loop" : other),
                least,
                "×",
                false,
                all -> ratio(all, is("copy", store, "eos", same), is("copy", "", other, one -> true)));
    }

    private static Aim transact(String identity) {
        return new Aim(
                "transact on PostgreSQL by " + identity + ", a row for each message, against a bare batched INSERT",
                0.6,
                "×",
                false,
                all -> ratio(
                        all,
                        is(
                                "transact",
                                "postgresql",
                                "eos",
                                one -> one.setting("identity").equals(identity)
                                        && one.setting(Contestant.CALLS).equals(Contestant.TOGETHER)),
                        is("transact", "postgresql", "bare", one -> true)));
    }

    private static Aim network(String store) {
        return new Aim(
                "dedupe, " + store + ", 2 ms to the store, against none",
                0.8,
                "×",
                false,
                all -> ratio(
                        all,
                        is("copy", store, "eos", one -> one.setting("network").equals("2")),
                        is("copy", store, "eos", one -> one.setting("network").equals("0"))));
    }

    private static Optional<List<Double>> growth(List<Measurement> all) {
        return all.stream()
                .filter(one -> one.benchmark().equals("heap-by-quarter")
                        && one.setting("quarter").equals("4"))
                .flatMap(last -> first(
                        all,
                        one -> last.equals(one.with("quarter", "4", last.values()))
                                && one.setting("quarter").equals("2"))
                        .map(second -> last.median() / second.median())
                        .stream())
                .max(Double::compare)
                .map(List::of);
    }

    private static Predicate<Measurement> is(
            String benchmark, String store, String who, Predicate<Measurement> further) {
        return further.and(one -> one.benchmark().equals(benchmark)
                && (store.equals(ANY) || one.store().equals(store))
                && one.who().equals(who));
    }

    private static Optional<List<Double>> ratio(
            List<Measurement> all, Predicate<Measurement> one, Predicate<Measurement> other) {
        return first(all, one)
                .flatMap(mine -> first(all, other).map(its -> mine.with(its, (mineNow, itsNow) -> mineNow / itsNow)));
    }

    private static Optional<List<Double>> difference(List<Measurement> all, Predicate<Measurement> which) {
        return first(all, is("latency", "redis", "eos", which))
                .flatMap(mine -> first(all, is("latency", "", "at-least-once", which))
                        .map(its -> mine.with(its, (mineNow, itsNow) -> mineNow - itsNow)));
    }

    private static Optional<Measurement> first(List<Measurement> all, Predicate<Measurement> which) {
        return all.stream().filter(which).findFirst();
    }
}
