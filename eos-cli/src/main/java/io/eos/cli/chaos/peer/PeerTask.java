package io.eos.cli.chaos.peer;

import io.eos.cli.demo.Payment;
import java.util.HashMap;
import java.util.Map;

/**
 * What a consumer is told. Immutable.
 *
 * @param group the consumer group, whose name no other run has
 * @param deadLetters the topic, of one partition, for what its handler refuses for good
 * @param store the storage system: {@code redis}, {@code postgresql}, …
 * @param address where it is, as a store of eos takes it
 * @param prefix of tables and keys
 * @param consumer settings of the Kafka consumer that the scenario wants, by Kafka's names
 */
public record PeerTask(
        String bootstrapServers,
        String group,
        String topic,
        String deadLetters,
        String store,
        String address,
        String prefix,
        Map<String, String> consumer) {
    /** The header with a message's id. */
    public static final String ID_HEADER = Payment.ID_HEADER;

    /** How often a handler that fails is called again before the message becomes a dead letter, as with eos. */
    public static final int RETRIES = 3;

    /** How long it waits in between. */
    public static final long BACKOFF_MILLIS = 50;

    /** How long a consumer waits before it tries again what store or broker refused. */
    public static final long PAUSE_MILLIS = 500;

    /** How long an answer of the store is waited for. */
    public static final int STORE_PATIENCE_SECONDS = 4;

    /** Copies the map. */
    public PeerTask {
        consumer = Map.copyOf(consumer);
    }

    /** Settings of a Kafka consumer that commits by itself what it has done, the scenario's included. The map is the caller's. */
    public Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", group,
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "isolation.level", "read_committed",
                "max.poll.records", "10"));
        settings.putAll(consumer);
        return settings;
    }
}
