package io.eos.cli.chaos.trial;

import io.eos.api.Scope;
import io.eos.cli.chaos.worker.PollPoint;
import io.eos.cli.chaos.worker.PublishPoint;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.spi.SettingsReader;
import java.util.HashMap;
import java.util.Map;

/**
 * What is run. Immutable.
 *
 * @param name under which nothing else runs
 * @param scope of the ids
 * @param messages how many, without duplicates
 * @param program what its workers are
 */
public record TrialPlan(
        String name, Scenario scenario, HandlerKind kind, Scope scope, long seed, int messages, Program program) {
    public static final String PREFIX = "chaos_";

    /** The scope is drawn from the seed. */
    public static TrialPlan of(String name, Scenario scenario, HandlerKind kind, long seed, int messages) {
        // Neighbouring seeds of Java's generator begin alike.
        Scope drawn = (seed * 0x9E3779B97F4A7C15L) < 0 ? Scope.SHARD : Scope.PROCESSOR;
        return new TrialPlan(name, scenario, kind, scenario.scope().orElse(drawn), seed, messages, Program.EOS);
    }

    /** The same with other workers. */
    public TrialPlan with(Program other) {
        return new TrialPlan(name, scenario, kind, scope, seed, messages, other);
    }

    public String processor() {
        return name;
    }

    public String source() {
        return name + "-in";
    }

    String sink() {
        return name + "-out";
    }

    public String deadLetters() {
        return name + ".dead-letters";
    }

    public String ledger() {
        return "ledger_" + name.replace('-', '_');
    }

    /** Of the processor: everything that makes a takeover quick. The map is the caller's. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "identity", "header:payment-id",
                "scope", SettingsReader.hyphenated(scope),
                "batch-size", "10",
                "claim-batch", "4",
                "lease", WorkerPlan.LEASE.toSeconds() + "s",
                "drain-timeout", "5s",
                "retry-backoff", "50ms"));
        settings.putAll(Map.of(
                "kafka.consumer.session.timeout.ms", "3000",
                "kafka.consumer.heartbeat.interval.ms", "500",
                "kafka.consumer.interceptor.classes", PollPoint.class.getName(),
                "kafka.producer.interceptor.classes", PublishPoint.class.getName(),
                "kafka.producer.transaction.timeout.ms", "3000"));
        settings.putAll(scenario.settings());
        settings.values().removeIf(String::isEmpty);
        return settings;
    }

    /** Of the store: a lost answer is not waited for long. */
    public Map<String, String> storeSettings(StorageSystem system) {
        Map<String, String> settings = new HashMap<>(quick(system));
        settings.putAll(scenario.storeSettings());
        return settings;
    }

    private static Map<String, String> quick(StorageSystem system) {
        return switch (system) {
            case H2 -> Map.of();
            case POSTGRESQL, MARIADB -> Map.of("create-schema", "true", "socket-timeout", "4s");
            case REDIS -> Map.of("socket-timeout", "2s");
            case ZOOKEEPER -> Map.of("session-timeout", "4s");
            case CASSANDRA -> Map.of("create-schema", "true");
        };
    }
}
