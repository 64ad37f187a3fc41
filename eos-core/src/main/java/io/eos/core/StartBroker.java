package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.core.TopicIds.Topic;
import io.eos.spi.SettingsReader;
import io.eos.spi.SimilarNames;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the {@link StartChecks} ask the broker, and the {@link TopicWatch} after them. Thread-safe; it does not close the client. */
final class StartBroker {
    private static final Logger LOG = LoggerFactory.getLogger(StartBroker.class);

    private static final String METADATA_VERSION = "metadata.version";

    private final Settings settings;
    private final Admin admin;
    private final TopicIds topicIds;

    StartBroker(Settings settings, Admin admin, TopicIds topicIds) {
        this.settings = settings;
        this.admin = admin;
        this.topicIds = topicIds;
    }

    /** Waits for the broker's first answer. */
    void reach() {
        get("connect", admin.describeCluster().nodes());
    }

    /** The source topics, by name; those that are missing are problems. */
    Map<String, Topic> topics(List<String> problems) {
        Set<String> all = get("list topics", admin.listTopics().names());
        Map<String, Topic> found = new TreeMap<>(describe(SourceTopics.of(settings, () -> all)));
        if (settings.topicPattern().isPresent() && found.isEmpty()) {
            LOG.warn(
                    "processor {}: no topic matches {} yet",
                    settings.processor(),
                    settings.topicPattern().get());
        }
        settings.topics().stream().filter(name -> !found.containsKey(name)).forEach(name -> {
            List<String> similar = SimilarNames.to(name, all);
            problems.add("topic '" + name + "' does not exist"
                    + (similar.isEmpty() ? "" : "; similar ones are " + String.join(", ", similar)));
        });
        return found;
    }

    private Map<String, Topic> describe(Collection<String> names) {
        try {
            return topicIds.describe(names);
        } catch (KafkaException e) {
            throw unavailable("describe topics", e);
        }
    }

    /** A result that goes before its message does cannot keep it from being processed again. */
    void checkRetention(Map<String, Topic> topics, List<String> problems) {
        Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(topics.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .values();
        configs.forEach((topic, future) -> {
            try {
                checkRetention(topic.name(), get("describe settings of topic " + topic.name(), future), problems);
            } catch (InvalidConfigurationException e) {
                LOG.warn(
                        "processor {}: whether topic {} keeps messages for longer than results are kept cannot be checked: {}",
                        settings.processor(),
                        topic.name(),
                        e.getMessage());
            }
        });
    }

    private void checkRetention(String topic, Config config, List<String> problems) {
        String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG).orElse("");
        if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            LOG.warn(
                    "processor {}: topic {} is compacted: a message whose key comes again may vanish before it is processed",
                    settings.processor(),
                    topic);
        }
        long millis = value(config, TopicConfig.RETENTION_MS_CONFIG)
                .map(Long::parseLong)
                .orElse(-1L);
        if (millis < 0 || !policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
            LOG.warn(
                    "processor {}: topic {} keeps messages for ever, results are kept for {}: a message that comes again under"
                            + " another offset after that is processed again",
                    settings.processor(),
                    topic,
                    SettingsReader.show(settings.retention()));
        } else if (settings.retention().toMillis() < millis) {
            String kept = SettingsReader.show(Duration.ofMillis(millis));
            problems.add("eos.retention was " + SettingsReader.show(settings.retention()) + " but topic '" + topic
                    + "' keeps messages for " + kept
                    + ": a message that is read again after its result is gone would be"
                    + " processed twice. Set eos.retention to " + kept + " or more, or lower the topic's retention.ms");
        }
    }

    private static Optional<String> value(Config config, String name) {
        return Optional.ofNullable(config.get(name)).map(ConfigEntry::value);
    }

    /** A share group or a streams group of this name would refuse the consumer, much later and less clearly. */
    void checkGroupType(List<String> problems) {
        ListGroupsOptions others = new ListGroupsOptions().withTypes(Set.of(GroupType.SHARE, GroupType.STREAMS));
        try {
            get("list groups", admin.listGroups(others).all()).stream()
                    .filter(group -> group.groupId().equals(settings.groupId()))
                    .flatMap(group -> group.type().stream())
                    .forEach(type -> problems.add("eos.group-id was '" + settings.groupId() + "', which is a "
                            + type.toString().toLowerCase(Locale.ROOT)
                            + " group; eos supports classic and consumer groups only"));
        } catch (UnsupportedVersionException e) {
            LOG.debug("the broker knows no group types, so no group of another type either", e);
        }
    }

    /** The name of the topic with an id; empty if there is none, or none that may be seen. */
    Optional<String> nameOf(UUID id) {
        Uuid uuid = new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
        try {
            return Optional.of(get(
                            "describe topic " + uuid,
                            admin.describeTopics(TopicCollection.ofTopicIds(List.of(uuid)))
                                    .topicIdValues()
                                    .values()
                                    .iterator()
                                    .next())
                    .name());
        } catch (UnknownTopicIdException | InvalidConfigurationException e) {
            LOG.debug("no topic has the id {}", id, e);
            return Optional.empty();
        }
    }

    /** Whether all brokers of the cluster let a topic be read by its id, as they must where the cluster has this feature (Kafka 3.3, with KRaft). */
    boolean readsById() {
        try {
            return get("describe features", admin.describeFeatures().featureMetadata())
                    .finalizedFeatures()
                    .containsKey(METADATA_VERSION);
        } catch (UnsupportedVersionException e) {
            LOG.debug("the broker knows no features, so topics may be read by name", e);
            return false;
        }
    }

    /** Whether somebody is in a consumer group. */
    boolean hasMembers(String group) {
        try {
            return get(
                            "describe group " + group,
                            admin.describeConsumerGroups(List.of(group))
                                    .describedGroups()
                                    .values()
                                    .iterator()
                                    .next())
                    .members()
                    .stream()
                    .findAny()
                    .isPresent();
        } catch (GroupIdNotFoundException e) {
            return false;
        }
    }

    /** Without a dead-letter topic the first message that fails for good would hold up its partition: creates the topic if it is absent. */
    void ensureDeadLetterTopic(Map<String, Topic> sources, List<String> problems) {
        String name = settings.deadLetterTopic();
        if (!describe(List.of(name)).isEmpty()) {
            return;
        }
        Optional<Integer> partitions =
                sources.values().stream().map(Topic::partitions).max(Integer::compare);
        try {
            get(
                    "create topic " + name,
                    admin.createTopics(List.of(new NewTopic(name, partitions, Optional.empty())))
                            .all());
            LOG.info("processor {}: made its dead-letter topic {}", settings.processor(), name);
        } catch (TopicExistsException e) {
            LOG.debug("another node created topic {}", name);
        } catch (InvalidConfigurationException | BrokerUnavailableException e) {
            problems.add("dead-letter topic '" + name + "' does not exist and cannot be made: " + e.getMessage());
        }
    }

    private <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof GroupIdNotFoundException
                    || cause instanceof TopicExistsException
                    || cause instanceof UnknownTopicIdException
                    || cause instanceof UnsupportedVersionException) {
                throw (KafkaException) cause;
            }
            throw unavailable(what, cause);
        } catch (java.util.concurrent.TimeoutException e) {
            throw unavailable(what, e);
        } catch (InterruptedException e) {
            throw new InterruptException(what + " was interrupted", e);
        }
    }

    private RuntimeException unavailable(String what, Throwable cause) {
        String where = "Kafka at " + servers();
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return new InvalidConfigurationException(
                    where + " does not permit to " + what + ": " + cause.getMessage(), cause);
        }
        return new BrokerUnavailableException(
                where + " did not " + what + " within " + SettingsReader.show(settings.startTimeout())
                        + (cause.getMessage() == null ? "" : ": " + cause.getMessage()),
                cause);
    }

    private String servers() {
        String key = "bootstrap.servers";
        return settings.kafkaAdmin().getOrDefault(key, settings.kafkaCommon().getOrDefault(key, "?"));
    }
}
