package io.eos.core;

import io.eos.api.Scope;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a processor runs. Immutable; made by the builder, from a properties file or from the environment. Each accessor gives its setting's
 * default and what is allowed; {@code docs/settings.md} lists them all.
 */
public final class Settings {
    private final String processor;
    private final String groupId;
    private final List<String> topics;
    private final Optional<String> topicPattern;
    private final Optional<StoreConfig> store;
    private final String identity;
    private final Scope scope;
    private final boolean digest;
    private final boolean keepResults;
    private final Ordering ordering;
    private final StartAt startAt;
    private final Optional<OnLostHistory> onLostHistory;
    private final OnMismatch onMismatch;
    private final ConsistencyCheck consistencyCheck;
    private final Takeover takeover;
    private final String deadLetterTopic;
    private final Duration retention;
    private final Duration lease;
    private final int handlerRetries;
    private final Duration retryBackoff;
    private final Duration drainTimeout;
    private final Duration commitInterval;
    private final Duration idleFlush;
    private final int batchSize;
    private final int claimBatch;
    private final int workers;
    private final int handlerThreads;
    private final int maxBuffered;
    private final int maxBufferedBytes;
    private final Duration purgeInterval;
    private final Duration startTimeout;
    private final Map<String, String> kafkaCommon;
    private final Map<String, String> kafkaConsumer;
    private final Map<String, String> kafkaProducer;
    private final Map<String, String> kafkaAdmin;

    /** Reads every setting; the loader gathers what is wrong. */
    Settings(SettingsLoader loader, SettingsLoader.Given given) {
        SettingsReader reader = loader.reader();
        MessageIdentity rule = loader.identity(given.identity());
        processor = loader.processor();
        topics = loader.topics();
        topicPattern = loader.topicPattern(topics);
        deadLetterTopic = loader.deadLetterTopic(processor, topics, topicPattern);
        groupId = reader.text("group-id", processor);
        store = loader.store(given.store());
        identity = rule.text();
        scope = reader.choice("scope", rule.defaultScope());
        digest = reader.flag("digest", true);
        keepResults = loader.keepResults(rule);
        ordering = reader.choice("ordering", Ordering.PARTITION);
        startAt = reader.choice("start-at", StartAt.EARLIEST);
        onLostHistory = loader.choiceIfSet("on-lost-history", OnLostHistory.CONTINUE);
        onMismatch = reader.choice("on-mismatch", OnMismatch.DEAD_LETTER);
        consistencyCheck = reader.choice("consistency-check", ConsistencyCheck.OUTCOME);
        takeover = reader.choice("takeover", Takeover.WAIT);
        retention = loader.duration("retention", "30d", "1s", "36500d");
        lease = loader.duration("lease", "10s", "100ms", "1h");
        handlerRetries = reader.number("handler-retries", 3, 0, 1000);
        retryBackoff = loader.duration("retry-backoff", "100ms", "0ms", "30s");
        drainTimeout = loader.duration("drain-timeout", "10s", "0ms", "1h");
        commitInterval = loader.duration("commit-interval", "100ms", "0ms", "1m");
        idleFlush = loader.duration("idle-flush", "1s", "1ms", "1h");
        batchSize = reader.number("batch-size", 1000, 1, 100_000);
        claimBatch = reader.number("claim-batch", 10, 1, 10_000);
        workers = reader.number("workers", defaultWorkers(), 1, 10_000);
        handlerThreads = reader.number("handler-threads", 16, 1, 10_000);
        maxBuffered = reader.number("max-buffered", 100_000, 1, 10_000_000);
        maxBufferedBytes = reader.number("max-buffered-bytes", 64 << 20, 1, Integer.MAX_VALUE);
        purgeInterval = loader.duration("purge-interval", "10m", "0ms", "36500d");
        startTimeout = loader.duration("start-timeout", "10s", "100ms", "1h");
        kafkaCommon = loader.kafka("common");
        kafkaConsumer = loader.kafka("consumer");
        kafkaProducer = loader.kafka("producer");
        kafkaAdmin = loader.kafka("admin");
    }

    static int defaultWorkers() {
        return Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    }

    /**
     * Reads settings. Keys are the names of this class's accessors with hyphens, with or without {@code eos.} in front: {@code
     * retention}, {@code eos.dead-letter-topic}; {@code store.prefix} and {@code store.*} go to the store; {@code kafka.common.*}, {@code kafka.consumer.*},
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

    /**
     * {@return the processor's name, which scopes all that is stored (required; 1 to 200 letters, digits, {@code .}, {@code _} and {@code
     * -})}
     */
    public String processor() {
        return processor;
    }

    /**
     * {@return the consumer group (default: the processor's name)} Another group does not begin anew: where the store knows a partition, its
     * watermark decides, and what earlier groups committed counts as well. To process messages again, stop the processor and use {@code ./eos rewind}.
     */
    public String groupId() {
        return groupId;
    }

    /** {@return the source topics, by name, with commas between in a text (required, unless {@code topic-pattern} is set)} */
    public List<String> topics() {
        return topics;
    }

    /** {@return a regular expression over topic names, instead of {@code topics} (default: none)} */
    public Optional<String> topicPattern() {
        return topicPattern;
    }

    /**
     * {@return the store's address, prefix ({@code store.prefix}, default {@code eos_}) and settings ({@code store.*}); empty where an
     * open store was handed in (else required)}
     */
    public Optional<StoreConfig> store() {
        return store;
    }

    /**
     * {@return the identity's text, such as {@code header:payment-id}; a function of the message shows as {@code function} (required; see
     * {@link MessageIdentity})}
     */
    public String identity() {
        return identity;
    }

    /** {@return where ids are unique (default {@code processor}, for coordinates {@code shard}; {@code shard} or {@code processor})} */
    public Scope scope() {
        return scope;
    }

    /**
     * {@return whether a digest of the value is kept, by which the same id with another payload is noticed (default {@code true}; {@code
     * true} or {@code false})}
     */
    public boolean digest() {
        return digest;
    }

    /**
     * {@return whether each message's result is kept in the store (default {@code true}; {@code true} or {@code false})}
     *
     * <p>{@code false} is for {@code transform} and {@code transact} with identity {@code coordinates}, and much faster: effects are committed with a
     * position, no other message has the id, and the store keeps positions alone, with {@code transform} written each {@code idle-flush}, and the
     * dead letters of {@code transact}. The guarantee is the same; there are no results to look up.
     */
    public boolean keepResults() {
        return keepResults;
    }

    /**
     * {@return what is processed in order; a transact handler can only have {@code partition} (default {@code partition}; {@code
     * partition}, {@code key} or {@code none})}
     */
    public Ordering ordering() {
        return ordering;
    }

    /**
     * {@return where a processor starts on a partition that neither it nor its group ever saw (default {@code earliest}; {@code earliest}
     * or {@code latest})}
     */
    public StartAt startAt() {
        return startAt;
    }

    /**
     * {@return what to do when the store went back or was emptied (default {@code reprocess} for {@code transact}, else {@code continue};
     * {@code continue}, {@code reprocess} or {@code stop}); empty where it is not set}
     */
    public Optional<OnLostHistory> onLostHistory() {
        return onLostHistory;
    }

    /**
     * {@return what to do with a message whose id is taken by another payload (default {@code dead-letter}; {@code dead-letter}, {@code
     * skip} or {@code stop})}
     */
    public OnMismatch onMismatch() {
        return onMismatch;
    }

    /** {@return how results are checked before the offset moves on (default {@code outcome}; {@code outcome} or {@code read-back})} */
    public ConsistencyCheck consistencyCheck() {
        return consistencyCheck;
    }

    /** {@return how claims of a node that died are taken over (default {@code wait}; {@code wait} or {@code at-once})} */
    public Takeover takeover() {
        return takeover;
    }

    /**
     * {@return the topic that dead letters go to; not a source topic (default: the processor's name and {@code .dead-letters})} Created at
     * start where it does not exist.
     */
    public String deadLetterTopic() {
        return deadLetterTopic;
    }

    /** {@return how long results are kept (default 30d; 1s to 36500d)} */
    public Duration retention() {
        return retention;
    }

    /** {@return how long a claim holds without renewal (default 10s; 100ms to 1h)} */
    public Duration lease() {
        return lease;
    }

    /**
     * {@return how often a failed handler is called again (default 3; 0 to 1000)} With the default backoff a message is given up after less
     * than a second: a handler that calls other systems wants more of both, or an outage there makes dead letters of everything.
     */
    public int handlerRetries() {
        return handlerRetries;
    }

    /** {@return the pause before the first retry; it doubles each time, up to 30 s (default 100ms; 0ms to 30s)} */
    public Duration retryBackoff() {
        return retryBackoff;
    }

    /** {@return how long a revocation or a shutdown waits for messages in flight (default 10s; 0ms to 1h)} */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /** {@return how long a Kafka transaction (or an offset commit) gathers (default 100ms; 0ms to 1m)} */
    public Duration commitInterval() {
        return commitInterval;
    }

    /** {@return after how much idleness a shard writes watermark and offset (default 1s; 1ms to 1h)} */
    public Duration idleFlush() {
        return idleFlush;
    }

    /** {@return the most messages that one batch of a partition has (default 1000; 1 to 100000)} */
    public int batchSize() {
        return batchSize;
    }

    /** {@return the most messages that are claimed at a time, for {@code handle} (default 10; 1 to 10000)} */
    public int claimBatch() {
        return claimBatch;
    }

    /** {@return how many partitions are worked on at a time (default: twice the processors, at least 4; 1 to 10000)} */
    public int workers() {
        return workers;
    }

    /** {@return how many handlers run at a time where the ordering is {@code key} or {@code none} (default 16; 1 to 10000)} */
    public int handlerThreads() {
        return handlerThreads;
    }

    /**
     * {@return the most messages that a node has fetched and not settled, of all its partitions together (default 100000; 1 to 10000000)} What one
     * poll brings to a partition comes on top. A partition takes in more while it holds less than what is left: n busy ones come to one (n+1)th each.
     */
    public int maxBuffered() {
        return maxBuffered;
    }

    /**
     * {@return the most bytes of keys and values that a node has fetched and not settled, shared among its partitions as messages are (default
     * 67108864; 1 to 2147483647)} Outputs that are no copies count, too. What one poll brings to a partition comes on top. A batch takes up to a sixteenth of it, and one message at least.
     */
    public int maxBufferedBytes() {
        return maxBufferedBytes;
    }

    /** {@return how often old results are removed; zero for never (default 10m; 0ms to 36500d)} */
    public Duration purgeInterval() {
        return purgeInterval;
    }

    /** {@return how long broker and store may take to answer at start (default 10s; 100ms to 1h)} */
    public Duration startTimeout() {
        return startTimeout;
    }

    /**
     * {@return {@code kafka.common.*}, the settings for all Kafka clients, without prefix (default: none; {@code bootstrap.servers} is
     * required, here or for each client)}
     */
    public Map<String, String> kafkaCommon() {
        return kafkaCommon;
    }

    /** {@return {@code kafka.consumer.*}, the settings for the consumer, without prefix (default: none)} */
    public Map<String, String> kafkaConsumer() {
        return kafkaConsumer;
    }

    /** {@return {@code kafka.producer.*}, the settings for the producer, without prefix (default: none)} */
    public Map<String, String> kafkaProducer() {
        return kafkaProducer;
    }

    /** {@return {@code kafka.admin.*}, the settings for the admin client, without prefix (default: none)} */
    public Map<String, String> kafkaAdmin() {
        return kafkaAdmin;
    }

    /** All settings, except the values of those for Kafka, which can hold secrets. */
    @Override
    public String toString() {
        return "Settings[" + "processor=" + processor
                + ", groupId=" + groupId
                + ", topics=" + topics
                + ", topicPattern=" + topicPattern
                + ", store=" + store
                + ", identity=" + identity
                + ", scope=" + scope
                + ", digest=" + digest
                + ", keepResults=" + keepResults
                + ", ordering=" + ordering
                + ", startAt=" + startAt
                + ", onLostHistory=" + onLostHistory
                + ", onMismatch=" + onMismatch
                + ", consistencyCheck=" + consistencyCheck
                + ", takeover=" + takeover
                + ", deadLetterTopic=" + deadLetterTopic
                + ", retention=" + SettingsReader.show(retention)
                + ", lease=" + SettingsReader.show(lease)
                + ", handlerRetries=" + handlerRetries
                + ", retryBackoff=" + SettingsReader.show(retryBackoff)
                + ", drainTimeout=" + SettingsReader.show(drainTimeout)
                + ", commitInterval=" + SettingsReader.show(commitInterval)
                + ", idleFlush=" + SettingsReader.show(idleFlush)
                + ", batchSize=" + batchSize
                + ", claimBatch=" + claimBatch
                + ", workers=" + workers
                + ", handlerThreads=" + handlerThreads
                + ", maxBuffered=" + maxBuffered
                + ", maxBufferedBytes=" + maxBufferedBytes
                + ", purgeInterval=" + SettingsReader.show(purgeInterval)
                + ", startTimeout=" + SettingsReader.show(startTimeout)
                + ", kafkaCommon=" + kafkaCommon.keySet()
                + ", kafkaConsumer=" + kafkaConsumer.keySet()
                + ", kafkaProducer=" + kafkaProducer.keySet()
                + ", kafkaAdmin=" + kafkaAdmin.keySet() + "]";
    }

    /**
     * What is processed in order. With {@code KEY} and {@code NONE} the handlers of one batch ({@code batch-size}; with {@code handle}
     * {@code claim-batch}) run in parallel; the next batch begins when all are done, and outputs are published in the order of offsets.
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
