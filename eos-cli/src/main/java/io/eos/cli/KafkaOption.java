package io.eos.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker, for commands that ask one. */
final class KafkaOption {
    private static final String COMMON = "kafka.common.";

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "The Kafka broker, or several separated by commas; or EOS_KAFKA_COMMON_BOOTSTRAP_SERVERS.")
    private @Nullable String servers;

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A setting for all Kafka clients, such as security.protocol=SSL; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The broker's address. */
    String servers(ConfigOption config, Session session) {
        String key = COMMON + AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG;
        return config.find(servers, key, session)
                .orElseThrow(() -> ConfigOption.missing("--bootstrap-server", key, "localhost:9092"));
    }

    /** The settings of {@code --kafka}, without prefix. */
    Map<String, String> settings() {
        return settings;
    }

    /** A connection to the broker, whose calls end within eight seconds, so that a command that fails does within ten. */
    Broker connect(ConfigOption config, Session session) {
        Map<String, Object> all = new LinkedHashMap<>(config.settings(COMMON, session));
        all.putAll(settings);
        String address = servers(config, session);
        all.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address);
        return Broker.connect(address, all, Duration.ofSeconds(8));
    }
}
