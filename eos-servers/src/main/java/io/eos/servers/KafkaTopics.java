package io.eos.servers;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The administration of a broker. Thread-safe. */
final class KafkaTopics {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    private final String bootstrapServers;
    private final Supplier<String> logTail;

    KafkaTopics(String bootstrapServers, Supplier<String> logTail) {
        this.bootstrapServers = bootstrapServers;
        this.logTail = logTail;
    }

    void create(String name, int partitions, Map<String, String> config) {
        try (Admin admin = admin(TIMEOUT)) {
            // The broker's own replication factor, which is right for any cluster.
            NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
            get(
                    "topic " + name + " to be created",
                    admin.createTopics(List.of(topic)).all());
            Await.until(
                    "leaders of topic " + name,
                    TIMEOUT,
                    () -> hasLeaders(describe(admin, List.of(name)).get(name), partitions),
                    logTail);
            get(
                    "leaders of topic " + name + " to serve it",
                    admin.listOffsets(ends(name, partitions)).all());
        }
    }

    /**
     * The cluster's metadata name a leader before that broker leads: an idempotent producer's first batch can then be refused and its second
     * one taken, and from then on its sequence numbers never fit again.
     */
    private static Map<TopicPartition, OffsetSpec> ends(String name, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
        return ends;
    }

    void delete(String name) {
        try (Admin admin = admin(TIMEOUT)) {
            get(
                    "topic " + name + " to be deleted",
                    admin.deleteTopics(List.of(name)).all());
            Await.until(
                    "topic " + name + " to be gone",
                    TIMEOUT,
                    () -> !admin.listTopics().names().get().contains(name),
                    logTail);
        }
    }

    /** Waits until {@link #isReady()}. */
    void awaitReady() {
        Await.until("leaders of all partitions", TIMEOUT, this::isReady, logTail);
    }

    /** Whether the broker takes requests and leads every partition that it has; fails if it does not answer soon. */
    boolean isReady() throws Exception {
        try (Admin admin = admin(PROBE_TIMEOUT)) {
            Set<String> names = admin.listTopics().names().get();
            return !admin.describeCluster().nodes().get().isEmpty()
                    && describe(admin, names).values().stream()
                            .allMatch(topic ->
                                    hasLeaders(topic, topic.partitions().size()));
        }
    }

    private static Map<String, TopicDescription> describe(Admin admin, Collection<String> names) throws Exception {
        return admin.describeTopics(names).allTopicNames().get();
    }

    private static boolean hasLeaders(@Nullable TopicDescription topic, int partitions) {
        return topic != null
                && topic.partitions().size() == partitions
                && topic.partitions().stream()
                        .allMatch(partition -> partition.leader() != null
                                && !partition.leader().isEmpty());
    }

    private <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ServerException(what + ": refused: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ServerException(what + ": not within " + TIMEOUT + logTail.get(), e);
        } catch (InterruptedException e) {
            throw Await.interrupted(what, e);
        }
    }

    private Admin admin(Duration timeout) {
        String millis = Long.toString(timeout.toMillis());
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, "eos-servers",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, "20",
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200",
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, "20",
                AdminClientConfig.RETRY_BACKOFF_MAX_MS_CONFIG, "200"));
    }
}
