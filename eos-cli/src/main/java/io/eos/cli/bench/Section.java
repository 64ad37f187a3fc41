package io.eos.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A part of the report: what was measured, and what that does not show. Immutable.
 *
 * @param benchmark by which measurements are found
 * @param title of the section
 * @param does what was done
 * @param hides what the charts do not show, a sentence
 * @param chart the name of the chart that a measurement goes to; an empty one is left out
 * @param row the name of its row
 */
record Section(
        String benchmark,
        String title,
        String does,
        String hides,
        Function<Measurement, String> chart,
        Function<Measurement, String> row) {
    /** All that there are, in their order. */
    static final List<Section> ALL = List.of(
            new Section(
                    "copy",
                    "Copying a topic",
                    "One topic is copied to another, by each in turn, in a JVM of its own, on one broker. eos and Camel leave out"
                            + " duplicates; the bare transactional loop, Kafka Streams and Spring Kafka, each with one thread, keep them. All but"
                            + " Camel, which is stopped after 20 seconds, commit outputs and offsets in one Kafka transaction. Copies are counted.",
                    "The chart does not show that H2 alone does not sync, several nodes, handlers that take time, or a broker and a store across a"
                            + " network.",
                    one -> one.setting("network").isEmpty() ? "copies" : "",
                    Section::whoOnWhat),
            new Section(
                    "handle",
                    "Handlers with effects outside",
                    "A topic is read by handlers that do nothing, whose results are recorded before the offset is committed.",
                    "The chart does not show what a real effect costs, which is most of the time where there is one, nor anybody else's rate.",
                    one -> "handle",
                    Section::whoOnWhat),
            new Section(
                    "transact",
                    "Effects in the store's own transaction",
                    "Each message makes one row, element of a list (Redis) or znode, in the transaction that records its result; by coordinates no"
                            + " results are kept. Handlers are called for each message, and make a statement each, or once for all messages of a transaction"
                            + " (together), with batched INSERTs. So does the bare client, with a commit for each poll, a connection for each partition, and"
                            + " nothing else.",
                    "The chart does not show effects that read, or that wait for each other's locks; Redis and ZooKeeper have no bare client here.",
                    one -> "transact",
                    Section::whoOnWhat),
            new Section(
                    "look-up-and-record",
                    "Looking up and recording, beside other libraries",
                    "Batches of new ids are looked up and remembered over one connection, by all in turn, on one durable server. eos"
                            + " keeps a result of 100 bytes for each and fences former owners; the others keep the id alone, and camel, spring and plain go"
                            + " id by id, as their users' messages come.",
                    "The chart does not show several connections, ids that are there already, or a server across a network.",
                    one -> List.of("1", "500").contains(one.setting("batch"))
                            ? one.store() + ", batch " + one.setting("batch")
                            : "",
                    Measurement::who),
            new Section(
                    "latency",
                    "Latency at 1,000 messages a second",
                    "From the moment at which a message should have been sent until its handler has been called, with the wait that a stall"
                            + " imposes on later messages counted (corrected for coordinated omission).",
                    "The chart does not show how long a result then takes to be recorded, or outputs of transform to be committed (up to the commit"
                            + " interval), nor bursts.",
                    one -> one.setting("percentile"),
                    Section::whoOnWhat),
            new Section(
                    "copy",
                    "With network latency to the store",
                    "The same copy by eos, with the store's answers delayed by a proxy.",
                    "The chart does not show lost packets, limited bandwidth, or latency to the broker.",
                    one -> one.setting("network").isEmpty() ? "" : "answers of " + one.store() + " late",
                    one -> one.setting("network") + " ms"),
            new Section(
                    "scaling",
                    "More nodes, more partitions",
                    "The same copy by eos, by several JVMs of one processor, while all of them are at work.",
                    "The chart does not show nodes on machines of their own: here all share one with the broker and the store.",
                    one -> whoOnWhat(one),
                    one -> plural(one.setting("nodes"), "node") + ", "
                            + plural(one.setting("partitions"), "partition")),
            new Section(
                    "stored-ids",
                    "More and more ids",
                    "Batches of 100 are looked up, among as many stored ids as the row says, and recorded.",
                    "The chart does not show tables larger than memory, nor what is removed meanwhile.",
                    one -> one.store() + ": " + one.setting("what"),
                    one -> grouped(one.setting("ids")) + " ids"),
            new Section(
                    "bytes-per-id",
                    "What an id takes",
                    "How much larger the store is for each id, with results of 100 bytes and all that eos keeps beside them: files of"
                            + " H2, tables and indexes of PostgreSQL and MariaDB, memory of Redis.",
                    "The chart does not show replicas, write-ahead logs, or larger results; ZooKeeper and Cassandra do not tell.",
                    one -> "bytes of an id",
                    one -> one.store() + ", " + grouped(one.setting("ids")) + " ids"),
            new Section(
                    "heap-by-quarter",
                    "Heap over a run",
                    "The least heap after a collection of the JVM's own in each quarter of a run: what is kept for each message makes it grow.",
                    "The chart does not show buffers outside of the heap, nor the store's own memory.",
                    one -> whoOnWhat(one)
                            + (one.setting("network").isEmpty() ? "" : ", " + one.setting("network") + " ms")
                            + (one.setting("of").equals("copy") ? "" : ", " + one.setting("of")),
                    one -> "quarter " + one.setting("quarter")));

    private static String plural(String number, String noun) {
        return number + " " + noun + (number.equals("1") ? "" : "s");
    }

    private static String grouped(String number) {
        return String.format(Locale.ROOT, "%,d", Long.parseLong(number));
    }

    /** The charts' rows, by the chart's name. */
    Map<String, List<Chart.Row>> charts(List<Measurement> all) {
        Map<String, List<Chart.Row>> charts = new LinkedHashMap<>();
        for (Measurement one : all) {
            String name = one.benchmark().equals(benchmark) ? chart.apply(one) : "";
            if (!name.isEmpty()) {
                charts.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(new Chart.Row(row.apply(one), one.who().startsWith("eos"), one));
            }
        }
        return charts;
    }

    /** Whose it is, and on which storage system if on any. */
    static String whoOnWhat(Measurement one) {
        String identity = one.setting("identity").isEmpty() ? "" : " by " + one.setting("identity");
        String scope = one.setting("scope").equals("shard") ? ", shard" : "";
        String calls = one.setting(Contestant.CALLS).isEmpty() ? "" : ", " + one.setting(Contestant.CALLS);
        return one.store().isEmpty() ? one.who() : one.who() + ", " + one.store() + identity + scope + calls;
    }
}
