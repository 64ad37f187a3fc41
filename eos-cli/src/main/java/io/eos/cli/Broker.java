package io.eos.cli;

import io.eos.core.BrokerUnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A connection to a broker whose calls end within a time-out, in clear messages. Thread-safe.
 *
 * <p>Errors: {@link BrokerUnavailableException} if it does not answer, {@link CommandFailure} if it refuses.
 */
final class Broker implements AutoCloseable {
    private final String servers;
    private final Admin admin;
    private final Duration timeout;
    private final Map<String, Object> settings;

    private Broker(String servers, Admin admin, Duration timeout, Map<String, Object> settings) {
        this.servers = servers;
        this.admin = admin;
        this.timeout = timeout;
        this.settings = settings;
    }

    /** Connects, and waits until the broker has answered once. */
    static Broker connect(String servers, Map<String, Object> settings, Duration timeout) {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        int millis = Math.toIntExact(timeout.toMillis());
        all.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        all.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        Broker broker;
        try {
            broker = new Broker(servers, Admin.create(all), timeout, Map.copyOf(all));
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw CommandFailure.badInput("no connection to '" + servers + "' can be made: " + cause.getMessage(), e);
        }
        try {
            broker.get("its nodes", broker.admin.describeCluster().nodes());
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    Admin admin() {
        return admin;
    }

    String servers() {
        return servers;
    }

    /** The settings of this connection, for other clients. */
    Map<String, Object> settings() {
        return settings;
    }

    /** The topic as it stands, or empty if there is none. */
    Optional<TopicDescription> topic(String name) {
        try {
            return Optional.ofNullable(
                    get("topic " + name, admin.describeTopics(List.of(name)).allTopicNames())
                            .get(name));
        } catch (CommandFailure e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof UnknownTopicIdException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Waits for an answer. */
    <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (unanswered(cause)) {
                throw unavailable(what, cause);
            }
            throw CommandFailure.broker(
                    "the broker at " + servers + " refuses to tell or change " + what + ": " + cause.getMessage(),
                    cause);
        } catch (TimeoutException e) {
            throw unavailable(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.interrupted("interrupted while asking the broker for " + what);
        }
    }

    private static boolean unanswered(Throwable cause) {
        return (cause instanceof RetriableException && !(cause instanceof UnknownTopicOrPartitionException))
                || cause instanceof DisconnectException;
    }

    private BrokerUnavailableException unavailable(String what, Throwable cause) {
        return new BrokerUnavailableException(
                "the broker at " + servers + " did not answer within " + timeout.toSeconds() + " s when asked for "
                        + what + ". Is it running, and is --bootstrap-server right?",
                cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
