package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks of the producing side: a producer that is not idempotent writes messages twice, or out of order, when it retries by itself.
 * Stateless.
 *
 * <p>An idempotent producer writes each {@code send} once. An application that sends again, after a crash or an unknown outcome, does
 * so under a new offset all the same: a message id ({@link MessageIdInterceptor}) makes that one message, too.
 */
public final class ProducerChecks {
    private ProducerChecks() {}

    /**
     * Refuses a configuration with which Kafka's producer is not idempotent, also where Kafka itself turns idempotence off without a
     * word: {@code acks=1} does, as long as {@code enable.idempotence} is not set. What is absent has Kafka's default, which is good.
     *
     * @param config as it is given to {@code KafkaProducer}
     * @throws InvalidConfigurationException naming each setting that is wrong
     */
    public static void requireIdempotent(Map<String, ?> config) {
        List<String> problems = new ArrayList<>();
        check(
                problems,
                config,
                "enable.idempotence",
                "true",
                "a retry by the producer writes messages twice",
                value -> value.equals("true"));
        check(
                problems,
                config,
                "acks",
                "all",
                "a message that only the leader has is lost when the leader is, and Kafka turns idempotence off",
                value -> value.equals("all") || value.equals("-1"));
        check(
                problems,
                config,
                "retries",
                "greater than 0",
                "a send that failed may have been written, and only an idempotent retry tells",
                value -> Long.parseLong(value) > 0);
        check(
                problems,
                config,
                "max.in.flight.requests.per.connection",
                "from 1 to 5",
                "the broker remembers no more than the last 5 batches of a producer",
                value -> Long.parseLong(value) >= 1 && Long.parseLong(value) <= 5);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
    }

    private static void check(
            List<String> problems,
            Map<String, ?> config,
            String key,
            String allowed,
            String reason,
            Predicate<String> good) {
        @Nullable Object given = config.get(key);
        if (given == null) {
            return;
        }
        String value = given.toString().strip().toLowerCase(Locale.ROOT);
        boolean passes;
        try {
            passes = good.test(value);
        } catch (NumberFormatException e) {
            passes = false;
        }
        if (!passes) {
            problems.add(key + " was '" + value + "' but must be " + allowed + ": " + reason);
        }
    }
}
