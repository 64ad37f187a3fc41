package io.eos.core;

import io.eos.api.Scope;
import io.eos.spi.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a processor runs. Immutable; made by the builder, from a properties file or from the environment.
 *
 * @param processor the processor's name, which scopes all that is stored: 1 to 200 letters, digits, {@code .}, {@code _} and {@code -}
 * @param groupId the consumer group; the processor's name by default
 * @param topics the source topics by name, or one pattern in {@code topicPattern}
 * @param topicPattern a regular expression over topic names, instead of {@code topics}; a start is refused where a topic keeps messages for longer
 *     than {@code retention}, a topic that comes later and does so is processed and warned about
 * @param store the store's address, settings and prefix; empty where a store was handed in
 * @param identity the identity's text, such as {@code header:payment-id}; a function of the message shows as {@code function}
 * @param scope where ids are unique; {@code PROCESSOR} by default, {@code SHARD} for coordinates
 * @param digest whether a digest of the value is kept, by which the same id with another payload is noticed
 * @param ordering what is processed in order; a transact handler can only have {@code PARTITION}
 * @param startAt where a processor starts on a partition that neither it nor its group ever saw
 * @param onLostHistory what to do when the store went back or was emptied; by default {@code reprocess} for {@code transact}, else {@code continue}
 * @param onMismatch what to do with a message whose id is taken by another payload
 * @param consistencyCheck how results are checked before the offset moves on
 * @param takeover how claims of a node that died are taken over
 * @param deadLetterTopic where dead letters go, by name; {@code PROCESSOR.dead-letters} by default
 * @param retention how long results are kept
 * @param lease how long a claim holds without renewal
 * @param handlerRetries how often a failed handler is called again, 0 for never
 * @param retryBackoff the pause before the first retry; it doubles each time, up to 30 s
 * @param drainTimeout how long a revocation or a shutdown waits for messages in flight
 * @param commitInterval how long a Kafka transaction (or an offset commit) gathers
 * @param idleFlush after how much idleness a shard writes watermark and offset
 * @param batchSize the most messages that one batch of a partition has
 * @param claimBatch the most messages that are claimed at a time
 * @param workers how many partitions are worked on at a time
 * @param handlerThreads how many handlers run at a time where the ordering is {@code key} or {@code none}
 * @param maxBuffered the most messages per partition that are fetched and not settled
 * @param purgeInterval how often old results are removed; zero for never
 * @param startTimeout how long broker and store may take to answer at start
 * @param kafkaCommon settings for all Kafka clients, without prefix
 * @param kafkaConsumer settings for the consumer
 * @param kafkaProducer settings for the producer
 * @param kafkaAdmin settings for the admin client
 */
public record Settings(
        String processor,
        String groupId,
        List<String> topics,
        Optional<String> topicPattern,
        Optional<StoreConfig> store,
        String identity,
        Scope scope,
        boolean digest,
        Ordering ordering,
        StartAt startAt,
        Optional<OnLostHistory> onLostHistory,
        OnMismatch onMismatch,
        ConsistencyCheck consistencyCheck,
        Takeover takeover,
        String deadLetterTopic,
        Duration retention,
        Duration lease,
        int handlerRetries,
        Duration retryBackoff,
        Duration drainTimeout,
        Duration commitInterval,
        Duration idleFlush,
        int batchSize,
        int claimBatch,
        int workers,
        int handlerThreads,
        int maxBuffered,
        Duration purgeInterval,
        Duration startTimeout,
        Map<String, String> kafkaCommon,
        Map<String, String> kafkaConsumer,
        Map<String, String> kafkaProducer,
        Map<String, String> kafkaAdmin) {

    /**
     * Copies the lists and maps.
     *
     * @param processor the processor's name, which scopes all that is stored: 1 to 200 letters, digits, {@code .}, {@code _} and {@code -}
     * @param groupId the consumer group; the processor's name by default
     * @param topics the source topics by name, or one pattern in {@code topicPattern}
     * @param topicPattern a regular expression over topic names, instead of {@code topics}; a start is refused where a topic keeps messages for
     *     longer than {@code retention}, a topic that comes later and does so is processed and warned about
     * @param store the store's address, settings and prefix; empty where a store was handed in
     * @param identity the identity's text, such as {@code header:payment-id}; a function of the message shows as {@code function}
     * @param scope where ids are unique; {@code PROCESSOR} by default, {@code SHARD} for coordinates
     * @param digest whether a digest of the value is kept, by which the same id with another payload is noticed
     * @param ordering what is processed in order; a transact handler can only have {@code PARTITION}
     * @param startAt where a processor starts on a partition that neither it nor its group ever saw
     * @param onLostHistory what to do when the store went back or was emptied; by default {@code reprocess} for {@code transact}, else
     *     {@code continue}
     * @param onMismatch what to do with a message whose id is taken by another payload
     * @param consistencyCheck how results are checked before the offset moves on
     * @param takeover how claims of a node that died are taken over
     * @param deadLetterTopic where dead letters go, by name; {@code PROCESSOR.dead-letters} by default
     * @param retention how long results are kept
     * @param lease how long a claim holds without renewal
     * @param handlerRetries how often a failed handler is called again, 0 for never
     * @param retryBackoff the pause before the first retry; it doubles each time, up to 30 s
     * @param drainTimeout how long a revocation or a shutdown waits for messages in flight
     * @param commitInterval how long a Kafka transaction (or an offset commit) gathers
     * @param idleFlush after how much idleness a shard writes watermark and offset
     * @param batchSize the most messages that one batch of a partition has
     * @param claimBatch the most messages that are claimed at a time
     * @param workers how many partitions are worked on at a time
     * @param handlerThreads how many handlers run at a time where the ordering is {@code key} or {@code none}
     * @param maxBuffered the most messages per partition that are fetched and not settled
     * @param purgeInterval how often old results are removed; zero for never
     * @param startTimeout how long broker and store may take to answer at start
     * @param kafkaCommon settings for all Kafka clients, without prefix
     * @param kafkaConsumer settings for the consumer
     * @param kafkaProducer settings for the producer
     * @param kafkaAdmin settings for the admin client
     */
    public Settings {
        topics = List.copyOf(topics);
        kafkaCommon = Map.copyOf(kafkaCommon);
        kafkaConsumer = Map.copyOf(kafkaConsumer);
        kafkaProducer = Map.copyOf(kafkaProducer);
        kafkaAdmin = Map.copyOf(kafkaAdmin);
    }

    /**
     * Reads settings. Keys are this record's components with hyphens, with or without {@code eos.} in front: {@code retention}, {@code
     * eos.dead-letter-topic}; {@code store.prefix} and {@code store.*} go to the store; {@code kafka.common.*}, {@code kafka.consumer.*},
     * {@code kafka.producer.*} and {@code kafka.admin.*} go to the Kafka clients, except what eos owns.
     *
     * @param settings values by key, as a user gave them
     * @return the settings, with defaults for what was not given
     * @throws io.eos.api.InvalidConfigurationException with all that is wrong, and with the known settings where one is unknown
     */
    public static Settings of(Map<String, String> settings) {
        return SettingsLoader.load(settings, SettingsLoader.Given.NOTHING);
    }

    /**
     * {@return the settings in a properties file, in UTF-8, as they stand: for {@link #of} or {@link ProcessorBuilder#settings}}
     *
     * @param file a properties file
     * @throws io.eos.api.InvalidConfigurationException if the file cannot be read
     */
    public static Map<String, String> readFile(Path file) {
        return SettingsSource.file(file);
    }

    /**
     * {@return the settings among environment variables, such as {@code System.getenv()}: {@code EOS_RETENTION} is {@code retention},
     * {@code EOS_DEAD_LETTER_TOPIC} is {@code dead-letter-topic}, {@code EOS_STORE_POOL_SIZE} is {@code store.pool-size}, {@code
     * EOS_KAFKA_CONSUMER_MAX_POLL_RECORDS} is {@code kafka.consumer.max.poll.records}}
     *
     * <p>One underscore is a hyphen, or a dot in the name of a Kafka setting; two are the other one of both, three an underscore: {@code
     * EOS_KAFKA_PRODUCER_EOS_MESSAGE__ID_HEADER} is {@code kafka.producer.eos.message-id.header}. A name that fits no setting is an error
     * later, as anywhere else; ignored are {@code EOS_TEST_*}, and what Kubernetes sets for a service whose name starts with {@code eos}
     * ({@code EOS_SERVICE_HOST}, {@code EOS_PORT_6379_TCP_ADDR}).
     *
     * @param variables values by name
     */
    public static Map<String, String> readEnvironment(Map<String, String> variables) {
        return SettingsSource.environment(variables);
    }

    /** All settings, except the values of those for Kafka, which can hold secrets. */
    @Override
    public String toString() {
        return "Settings[processor=" + processor + ", groupId=" + groupId + ", topics=" + topics + ", topicPattern="
                + topicPattern + ", store=" + store + ", identity=" + identity + ", scope=" + scope + ", digest="
                + digest
                + ", ordering=" + ordering + ", startAt=" + startAt + ", onLostHistory=" + onLostHistory
                + ", onMismatch="
                + onMismatch + ", consistencyCheck=" + consistencyCheck + ", takeover=" + takeover
                + ", deadLetterTopic="
                + deadLetterTopic + ", retention=" + retention + ", lease=" + lease + ", handlerRetries="
                + handlerRetries
                + ", retryBackoff=" + retryBackoff + ", drainTimeout=" + drainTimeout + ", commitInterval="
                + commitInterval
                + ", idleFlush=" + idleFlush + ", batchSize=" + batchSize + ", claimBatch=" + claimBatch + ", workers="
                + workers + ", handlerThreads=" + handlerThreads + ", maxBuffered=" + maxBuffered + ", purgeInterval="
                + purgeInterval + ", startTimeout="
                + startTimeout + ", kafkaCommon=" + kafkaCommon.keySet() + ", kafkaConsumer=" + kafkaConsumer.keySet()
                + ", kafkaProducer=" + kafkaProducer.keySet() + ", kafkaAdmin=" + kafkaAdmin.keySet() + "]";
    }

    /**
     * What is processed in order. With {@code KEY} and {@code NONE} the handlers of one batch ({@code batch-size}; with {@code handle}
     * {@code claim-batch}) run side by side; the next batch begins when all are done, and outputs are published in the order of offsets.
     */
    public enum Ordering {
        /** All messages of a partition. */
        PARTITION,
        /** The messages of a partition that have the same key; one without a key is bound to no other. */
        KEY,
        /** Nothing. */
        NONE
    }

    /** Where a processor starts on a partition that nobody knows anything about. */
    public enum StartAt {
        /** At the oldest message. */
        EARLIEST,
        /** At the next message to come. */
        LATEST
    }

    /** What to do when the store went back to an earlier history, or was emptied. */
    public enum OnLostHistory {
        /** Go on from the committed offset; what was lost is reported. */
        CONTINUE,
        /** Go back to the store's watermark. */
        REPROCESS,
        /** Stop the processor. */
        STOP
    }

    /** What to do with a message whose id is taken by a message with another payload. */
    public enum OnMismatch {
        /** Make it a dead letter. */
        DEAD_LETTER,
        /** Treat it as a duplicate. */
        SKIP,
        /** Stop the processor. */
        STOP
    }

    /** How results are checked before the offset moves on. */
    public enum ConsistencyCheck {
        /** By the outcome of the put-if-absent. */
        OUTCOME,
        /** By reading each result back as well. */
        READ_BACK
    }

    /** How claims of a node that died are taken over. */
    public enum Takeover {
        /** When their lease ran out. */
        WAIT,
        /** At once, if they are of an older tenure of the same shard. */
        AT_ONCE
    }
}
