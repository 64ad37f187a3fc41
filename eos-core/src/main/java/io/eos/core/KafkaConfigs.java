package io.eos.core;

import io.eos.api.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The configurations of the Kafka clients: what the user set, defaults of eos where nothing was set, and what eos owns. Stateless; the
 * maps hold secrets and are never logged.
 *
 * <p>Timeouts are low, since they add up to the time after which another node takes over from one that was killed: the session
 * (classic protocol; with {@code group.protocol=consumer} the broker's {@code group.consumer.session.timeout.ms} decides), then the
 * transaction that the dead node left open.
 */
final class KafkaConfigs {
    static final String TRANSACTION_TIMEOUT = "10000";
    private static final String SESSION_TIMEOUT = "10000";
    private static final String BATCH_BYTES = Integer.toString(128 << 10);
    private static final long HEARTBEAT = 3000;

    private KafkaConfigs() {}

    /** The consumer's. */
    static Map<String, Object> consumer(Settings settings, NodeId node) {
        Map<String, Object> config = merged(settings, settings.kafkaConsumer(), node);
        config.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // A batch is one write of the store: it should not be cut by what one poll returns.
        config.putIfAbsent(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(Math.max(500, settings.batchSize())));
        // Named also where it is Kafka's default, which may change.
        config.putIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        if (config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG).toString().equalsIgnoreCase("classic")) {
            config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT);
            config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int)
                    Math.min(HEARTBEAT, millis(config, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG) / 3));
            config.putIfAbsent(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.groupId());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return config;
    }

    /**
     * The transactional producer's. What could not be delivered when the transaction's time is up is given up with it, since the
     * broker aborts it then; a blocking call waits no longer either, and can be repeated.
     */
    static Map<String, Object> producer(Settings settings, NodeId node) {
        Map<String, Object> config = merged(settings, settings.kafkaProducer(), node);
        config.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT);
        long transaction = millis(config, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        config.putIfAbsent(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.max(1, Math.min(30_000, transaction / 2)));
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
        // What a round publishes comes all at once: Kafka's 16 KiB would make many requests of it.
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        // Kafka refuses a delivery timeout below one request's and the lingering.
        long least = millis(config, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)
                + millis(config, ProducerConfig.LINGER_MS_CONFIG);
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) Math.max(least, transaction));
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, transaction);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.processor() + "-" + node);
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return config;
    }

    /**
     * The admin client's. A call ends within {@code start-timeout}, or closing the client would wait for it for a minute; a broker that
     * hangs is given up early enough to ask another one in that time.
     */
    static Map<String, Object> admin(Settings settings, NodeId node) {
        Map<String, Object> config = merged(settings, settings.kafkaAdmin(), node);
        long call = settings.startTimeout().toMillis();
        config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(5000, call));
        // Kafka refuses a call's timeout below one request's.
        config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                Math.max(call, millis(config, AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)));
        return config;
    }

    private static Map<String, Object> merged(Settings settings, Map<String, String> own, NodeId node) {
        Map<String, Object> config = new HashMap<>(settings.kafkaCommon());
        config.putAll(own);
        config.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, settings.processor() + "-" + node);
        return config;
    }

    private static long millis(Map<String, Object> config, String key) {
        Object value = config.get(key);
        try {
            return value == null ? 0 : Long.parseLong(value.toString().strip());
        } catch (NumberFormatException e) {
            return 0; // Kafka's own check names the setting and what it takes.
        }
    }
}
