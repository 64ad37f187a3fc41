package io.eos.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Checks the topics of a copy, and makes the target where there is none. Not thread-safe; errors as {@link Broker}. */
final class CopyTopics {
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(10);
    private static final String THROTTLED = "replication.throttled.replicas";
    private static final List<String> TIMESTAMP_LIMITS = List.of(
            TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);

    private final Broker broker;
    private final PrintStream err;

    CopyTopics(Broker broker, PrintStream err) {
        this.broker = broker;
        this.err = err;
    }

    /**
     * Makes sure that the target can take a copy of the source.
     *
     * @throws CommandFailure if it cannot, or there is no source
     */
    void prepare(String from, String to) {
        TopicDescription source = broker.topic(from)
                .orElseThrow(() -> CommandFailure.badInput("there is no topic '" + from + "' at " + broker.servers()));
        Optional<TopicDescription> target = broker.topic(to);
        if (target.isEmpty()) {
            create(source, to);
            target = awaitTopic(to);
        }
        check(
                source,
                target.orElseThrow(() -> CommandFailure.broker("topic '" + to + "' was made and is not there", null)));
    }

    private void create(TopicDescription source, String to) {
        Map<String, String> settings = new TreeMap<>();
        for (ConfigEntry entry : config(source.name()).entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                    && !entry.name().endsWith(THROTTLED)) {
                settings.put(entry.name(), entry.value());
            }
        }
        // The broker would put its own clock in the place of the messages' timestamps.
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        short replicas = (short) source.partitions().get(0).replicas().size();
        NewTopic topic = new NewTopic(to, source.partitions().size(), replicas).configs(settings);
        try {
            broker.get(
                    "topic " + to, broker.admin().createTopics(List.of(topic)).all());
            err.println("made topic '" + to + "' with " + topic.numPartitions() + " partitions, as '" + source.name()
                    + "' has");
        } catch (CommandFailure e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            // Another process with the same arguments was faster.
        }
    }

    private Optional<TopicDescription> awaitTopic(String name) {
        long deadline = System.nanoTime() + APPEARS_WITHIN.toNanos();
        Optional<TopicDescription> topic = broker.topic(name);
        while (!ready(topic.orElse(null)) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            topic = broker.topic(name);
        }
        return topic;
    }

    private static boolean ready(@Nullable TopicDescription topic) {
        return topic != null
                && topic.partitions().stream()
                        .allMatch(partition -> partition.leader() != null
                                && !partition.leader().isEmpty());
    }

    private void check(TopicDescription source, TopicDescription target) {
        if (target.partitions().size() < source.partitions().size()) {
            throw CommandFailure.badInput(
                    "topic '" + target.name() + "' has " + target.partitions().size()
                            + " partitions, but needs at least the "
                            + source.partitions().size() + " of '" + source.name()
                            + "', since messages keep their partition. Add some, or name another topic with --to");
        }
        Config from = config(source.name());
        Config to = config(target.name());
        if (value(to, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime")) {
            throw CommandFailure.badInput(
                    "topic '" + target.name() + "' has message.timestamp.type=LogAppendTime, which"
                            + " overwrites the timestamps of the messages. Set it to CreateTime, or name another topic with --to");
        }
        for (String limit : TIMESTAMP_LIMITS) {
            if (number(to, limit) < number(from, limit)) {
                err.println("eos: warning: topic '" + target.name() + "' has a lower " + limit + " than '"
                        + source.name() + "': messages with older or newer timestamps become dead letters");
            }
        }
        if (number(to, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) < number(from, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) {
            err.println("eos: warning: topic '" + target.name() + "' has a lower max.message.bytes than '"
                    + source.name() + "': messages that are too large for it become dead letters");
        }
        warnAboutCleanup(source.name(), from, target.name(), to);
    }

    private void warnAboutCleanup(String source, Config from, String target, Config to) {
        Set<String> policies =
                Set.of(value(to, TopicConfig.CLEANUP_POLICY_CONFIG).split(","));
        if (policies.contains("compact")
                && !value(from, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact")) {
            err.println("eos: warning: topic '" + target + "' is compacted and '" + source
                    + "' is not: of several messages with one key it keeps the last");
        }
    }

    private Config config(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return broker.get(
                        "the settings of topic " + topic,
                        broker.admin().describeConfigs(List.of(resource)).all())
                .getOrDefault(resource, new Config(List.of()));
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private static long number(Config config, String name) {
        String value = value(config, name);
        return value.isEmpty() ? Long.MAX_VALUE : Long.parseLong(value);
    }
}
