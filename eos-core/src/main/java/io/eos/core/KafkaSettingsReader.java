package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The settings that go through to the Kafka clients, {@code kafka.common|consumer|producer|admin.*}, and what of them eos refuses
 * because it owns it. Not thread-safe.
 */
final class KafkaSettingsReader {
    static final List<String> PARTS = List.of("common", "consumer", "producer", "admin");

    /** What a user must not set, and why. */
    static final Map<String, String> OWNED = owned();

    private final Map<String, Map<String, String>> parts = new TreeMap<>();
    private final Consumer<String> problem;

    /** With settings whose keys this class {@linkplain #reads reads}, and where problems go. */
    KafkaSettingsReader(Map<String, String> settings, Consumer<String> problem) {
        this.problem = problem;
        PARTS.forEach(part -> parts.put(part, new TreeMap<>()));
        settings.forEach((key, value) -> {
            String[] split = key.split("\\.", 3);
            part(split[1]).put(split[2], value);
        });
    }

    /** Whether a key, without {@code eos.} in front, is for a Kafka client. */
    static boolean reads(String key) {
        return PARTS.stream().anyMatch(part -> {
            String prefix = "kafka." + part + ".";
            return key.startsWith(prefix) && key.length() > prefix.length();
        });
    }

    /** The settings of one part, without prefix. */
    Map<String, String> part(String name) {
        return parts.getOrDefault(name, Map.of());
    }

    /** Reports what cannot work. */
    void check(Duration commitInterval, Duration drainTimeout) {
        parts.forEach((part, settings) -> settings.keySet().stream()
                .filter(OWNED::containsKey)
                .forEach(key ->
                        problem.accept("eos.kafka." + part + "." + key + " is not for you to set: " + OWNED.get(key))));
        checkBootstrapServers();
        checkGroupProtocol();
        checkPollInterval(drainTimeout);
        checkProducer(commitInterval);
    }

    private Map<String, String> effective(String part) {
        Map<String, String> all = new TreeMap<>(part("common"));
        all.putAll(part(part));
        return all;
    }

    private void checkBootstrapServers() {
        List<String> missing = PARTS.stream()
                .filter(part -> !part.equals("common"))
                .filter(part ->
                        effective(part).getOrDefault("bootstrap.servers", "").isBlank())
                .toList();
        if (missing.size() == 3) {
            problem.accept(
                    "eos.kafka.common.bootstrap.servers is missing: the Kafka brokers, as in host1:9092,host2:9092");
        } else {
            missing.forEach(part -> problem.accept("eos.kafka." + part
                    + ".bootstrap.servers is missing: set it, or eos.kafka.common.bootstrap.servers"));
        }
    }

    private void checkGroupProtocol() {
        Map<String, String> consumer = effective("consumer");
        String protocol = consumer.getOrDefault("group.protocol", "classic").toLowerCase(Locale.ROOT);
        if (!Set.of("classic", "consumer").contains(protocol)) {
            problem.accept("eos.kafka.consumer.group.protocol was '" + protocol
                    + "' but must be classic or consumer; share groups and streams groups are not supported, since they hand"
                    + " out single messages without order or owner");
        } else if (protocol.equals("consumer")) {
            List.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy").stream()
                    .filter(consumer::containsKey)
                    .forEach(
                            key -> problem.accept(
                                    "eos.kafka.consumer." + key
                                            + " has no meaning with group.protocol=consumer, where the broker decides it: leave it out"));
        }
    }

    /** A drain waits on the poll thread: one that is longer than this gets the node expelled. */
    private void checkPollInterval(Duration drainTimeout) {
        String interval = effective("consumer").getOrDefault("max.poll.interval.ms", "300000");
        try {
            if (Long.parseLong(interval.strip()) <= drainTimeout.toMillis()) {
                problem.accept("eos.kafka.consumer.max.poll.interval.ms was '" + interval
                        + "' but must be longer than eos.drain-timeout, which is " + SettingsReader.show(drainTimeout));
            }
        } catch (NumberFormatException e) {
            problem.accept("eos.kafka.consumer.max.poll.interval.ms was '" + interval
                    + "' but must be a number of milliseconds");
        }
    }

    private void checkProducer(Duration commitInterval) {
        Map<String, String> producer = effective("producer");
        Map<String, String> mine = new LinkedHashMap<>(producer);
        mine.keySet().removeAll(OWNED.keySet());
        try {
            ProducerChecks.requireIdempotent(mine);
        } catch (InvalidConfigurationException e) {
            e.problems().forEach(found -> problem.accept("eos.kafka.producer: " + found));
        }
        String timeout = producer.getOrDefault("transaction.timeout.ms", KafkaConfigs.TRANSACTION_TIMEOUT);
        try {
            if (Integer.parseInt(timeout.strip()) <= commitInterval.toMillis()) {
                problem.accept(
                        "eos.kafka.producer.transaction.timeout.ms was " + timeout
                                + " but must be more than eos.commit-interval, or every transaction would be aborted by the broker");
            }
        } catch (NumberFormatException e) {
            problem.accept("eos.kafka.producer.transaction.timeout.ms was '" + timeout + "' but must be milliseconds");
        }
    }

    private static Map<String, String> owned() {
        String offsets = "eos commits offsets itself, with the results";
        String serde = "eos reads and writes bytes; give deserializers and serializers to the builder";
        Map<String, String> owned = new TreeMap<>();
        owned.put("enable.auto.commit", offsets);
        owned.put("auto.commit.interval.ms", offsets);
        owned.put("isolation.level", "eos reads read_committed, or it would process messages that were rolled back");
        owned.put("transactional.id", "it must be unique per node, so eos makes it");
        owned.put("transaction.two.phase.commit.enable", "eos ends its transactions itself");
        owned.put("enable.idempotence", "it must be true, and is");
        owned.put("auto.offset.reset", "a reset would skip or repeat messages unseen; use eos.start-at");
        owned.put("group.id", "use eos.group-id");
        owned.put("key.deserializer", serde);
        owned.put("value.deserializer", serde);
        owned.put("key.serializer", serde);
        owned.put("value.serializer", serde);
        return owned;
    }
}
