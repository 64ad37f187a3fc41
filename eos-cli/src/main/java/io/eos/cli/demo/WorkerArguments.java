package io.eos.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a worker is told when it is started. Immutable.
 *
 * @param name the worker's name, which its effects carry
 * @param bootstrapServers the broker
 * @param jdbcUrl the database, which holds the ledger and, with eos, the results
 * @param tables the ledger's tables
 * @param source the topic of payments
 * @param sink the topic of receipts
 * @param journal the file to say in what is about to be done
 * @param work how long the work on one message takes, besides its effects
 */
record WorkerArguments(
        String name,
        String bootstrapServers,
        String jdbcUrl,
        Ledger.Tables tables,
        String source,
        String sink,
        Path journal,
        Duration work) {

    String[] toArray() {
        return new String[] {
            "name=" + name,
            "bootstrap=" + bootstrapServers,
            "jdbc=" + jdbcUrl,
            "ledger=" + tables.ledger(),
            "balances=" + tables.balances(),
            "source=" + source,
            "sink=" + sink,
            "journal=" + journal,
            "work-nanos=" + work.toNanos()
        };
    }

    static WorkerArguments parse(String[] args) {
        Map<String, String> values = Arrays.stream(args)
                .map(arg -> arg.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new WorkerArguments(
                value(values, "name"),
                value(values, "bootstrap"),
                value(values, "jdbc"),
                new Ledger.Tables(value(values, "ledger"), value(values, "balances")),
                value(values, "source"),
                value(values, "sink"),
                Path.of(value(values, "journal")),
                Duration.ofNanos(Long.parseLong(value(values, "work-nanos"))));
    }

    private static String value(Map<String, String> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }
}
