package io.eos.cli.demo;

import io.eos.cli.audit.Effect;
import io.eos.cli.demo.ledger.StorageSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a worker is told when it is started. Immutable.
 *
 * @param name the worker's name, which its effects carry
 * @param bootstrapServers the broker
 * @param system what holds the ledger and, with eos, the results
 * @param address where it is
 * @param prefix what stands in front of the results
 * @param ledger the ledger's name
 * @param source the topic of payments
 * @param sink the topic of receipts
 * @param journal the file to say in what is about to be done
 * @param work how long the work on one message takes, besides its effects
 */
record WorkerArguments(
        String name,
        String bootstrapServers,
        StorageSystem system,
        String address,
        String prefix,
        String ledger,
        String source,
        String sink,
        Path journal,
        Duration work) {

    String[] toArray() {
        return new String[] {
            "name=" + name,
            "bootstrap=" + bootstrapServers,
            "system=" + system,
            "address=" + address,
            "prefix=" + prefix,
            "ledger=" + ledger,
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
                StorageSystem.valueOf(value(values, "system")),
                value(values, "address"),
                value(values, "prefix"),
                value(values, "ledger"),
                value(values, "source"),
                value(values, "sink"),
                Path.of(value(values, "journal")),
                Duration.ofNanos(Long.parseLong(value(values, "work-nanos"))));
    }

    /** What a worker with these arguments does for a payment. */
    Effect effect(Payment payment, ConsumerRecord<?, ?> message) {
        return new Effect(
                payment.id(), payment.account(), payment.cents(), name, message.partition(), message.offset());
    }

    private static String value(Map<String, String> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }
}
