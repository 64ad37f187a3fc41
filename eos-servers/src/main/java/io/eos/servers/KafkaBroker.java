package io.eos.servers;

import java.util.Map;

/**
 * A Kafka cluster of one broker that speaks both group protocols, {@code classic} and {@code consumer}.
 *
 * <p>Thread-safe. Operations throw {@link ServerException} when the broker does not do what was asked in time.
 */
public sealed interface KafkaBroker extends AutoCloseable permits KafkaServer, ForkedKafkaServer {

    /** What clients connect to; does not change while the broker lives, restarts included. */
    String bootstrapServers();

    /**
     * Creates a topic and waits until all its partitions have leaders.
     *
     * @param config the topic's settings, such as {@code cleanup.policy}
     */
    void createTopic(String name, int partitions, Map<String, String> config);

    /** Creates a topic with the broker's settings and waits until all its partitions have leaders. */
    default void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /** Deletes a topic and waits until the broker no longer lists it. */
    void deleteTopic(String name);

    /** Ends an embedded broker and deletes its data; one given in the environment is left as it is. Idempotent. */
    @Override
    void close();
}
