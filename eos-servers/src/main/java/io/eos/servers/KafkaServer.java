package io.eos.servers;

import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker inside this JVM: the quickest to start; use {@link ForkedKafkaServer} for one that can be killed.
 *
 * <p>{@value Endpoints#KAFKA}, the bootstrap servers of a cluster, puts that cluster in its place; the settings then do not
 * apply. Thread-safe; see {@link KafkaBroker} for errors.
 */
public final class KafkaServer implements KafkaBroker {

    private final String bootstrapServers;
    private final KafkaTopics topics;
    private final @Nullable Embedded embedded;

    private KafkaServer(String bootstrapServers, @Nullable Embedded embedded) {
        this.bootstrapServers = bootstrapServers;
        this.topics = new KafkaTopics(bootstrapServers, () -> "");
        this.embedded = embedded;
    }

    /** Starts a broker and waits until it takes requests. */
    public static KafkaServer open() {
        return open(Map.of());
    }

    /**
     * Starts a broker and waits until it takes requests.
     *
     * @param settings further settings of the broker; they win over ours
     */
    public static KafkaServer open(Map<String, String> settings) {
        return Endpoints.kafka()
                .map(KafkaServer::external)
                .orElseGet(() -> Ports.onFree(port -> embedded(port, settings)));
    }

    static KafkaServer external(String bootstrapServers) {
        return new KafkaServer(bootstrapServers, null);
    }

    private static KafkaServer embedded(int port, Map<String, String> settings) {
        QuietLogs.install();
        TempDirectory home = TempDirectory.create("kafka");
        Embedded embedded = null;
        try {
            KafkaSettings.format(home.resolve("data"));
            Properties properties = new Properties();
            properties.putAll(KafkaSettings.of(port, Ports.free(), home.resolve("data"), settings));
            embedded = new Embedded(new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM), home);
            embedded.server.startup();
            KafkaServer kafka = new KafkaServer("127.0.0.1:" + port, embedded);
            kafka.topics.awaitReady();
            return kafka;
        } catch (RuntimeException e) {
            if (embedded != null) {
                embedded.close();
            }
            home.delete();
            throw e instanceof ServerException known ? known : new ServerException("Kafka cannot be started: " + e, e);
        }
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void createTopic(String name, int partitions, Map<String, String> config) {
        topics.create(name, partitions, config);
    }

    @Override
    public void deleteTopic(String name) {
        topics.delete(name);
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }

    @Override
    public String toString() {
        return "KafkaServer[" + bootstrapServers + "]";
    }

    /** The broker's parts and their end. */
    private static final class Embedded {

        private final KafkaRaftServer server;
        private final TempDirectory home;
        private final AtExit atExit;
        private boolean closed;

        Embedded(KafkaRaftServer server, TempDirectory home) {
            this.server = server;
            this.home = home;
            this.atExit = AtExit.run("Kafka", this::close);
        }

        synchronized void close() {
            if (closed) {
                return;
            }
            closed = true;
            server.shutdown();
            server.awaitShutdown();
            home.delete();
            atExit.cancel();
        }
    }
}
