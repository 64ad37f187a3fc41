package io.eos.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in a JVM of its own, which can be stopped, killed, frozen and started again on its port and data.
 *
 * <p>{@value Endpoints#KAFKA}, the bootstrap servers of a cluster, puts that cluster in its place; it can then be neither
 * stopped, killed nor frozen ({@link UnsupportedOperationException}). Thread-safe; see {@link KafkaBroker} for errors.
 */
public final class ForkedKafkaServer extends ControllableServer implements KafkaBroker {

    /** A quick start, and few threads on small machines. */
    private static final List<String> QUICK = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final List<String> LARGE = List.of("-Xmx1g");

    private final String bootstrapServers;
    private final KafkaTopics topics;
    private final @Nullable Path data;

    private ForkedKafkaServer(
            String bootstrapServers, KafkaTopics topics, @Nullable ServerProcess process, @Nullable Path data) {
        super(Endpoints.KAFKA, process);
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.data = data;
    }

    /** Starts a broker and waits until it takes requests. */
    public static ForkedKafkaServer open() {
        return open(Map.of());
    }

    /**
     * Starts a broker and waits until it takes requests.
     *
     * @param settings further settings of the broker; they win over ours
     */
    public static ForkedKafkaServer open(Map<String, String> settings) {
        return open(settings, QUICK);
    }

    /** Starts a broker that is to be fast rather than quick to start: all of the JVM's compilers, its own collector, and a heap of 1 GiB. */
    public static ForkedKafkaServer openLarge() {
        return open(Map.of(), LARGE);
    }

    private static ForkedKafkaServer open(Map<String, String> settings, List<String> jvm) {
        return Endpoints.kafka()
                .map(ForkedKafkaServer::external)
                .orElseGet(() -> Ports.onFree(port -> embedded(port, settings, List.of(), jvm)));
    }

    /**
     * Starts an embedded broker, whatever the environment names, that can also be reached through proxies: a client that is given a proxy's port as
     * bootstrap server is sent back to that proxy for all its requests.
     *
     * @param proxies without a target yet; this gives them one
     */
    public static ForkedKafkaServer behind(List<FaultProxy> proxies) {
        return Ports.onFree(port -> embedded(port, Map.of(), proxies, QUICK));
    }

    static ForkedKafkaServer external(String bootstrapServers) {
        return new ForkedKafkaServer(bootstrapServers, new KafkaTopics(bootstrapServers, () -> ""), null, null);
    }

    private static ForkedKafkaServer embedded(
            int port, Map<String, String> settings, List<FaultProxy> proxies, List<String> jvm) {
        QuietLogs.install();
        TempDirectory home = TempDirectory.create("kafka");
        String bootstrapServers = "127.0.0.1:" + port;
        KafkaTopics topics = new KafkaTopics(bootstrapServers, () -> LogTail.of(home.resolve("server.log")));
        try {
            writeSettings(home, port, settings, proxies);
            // The port first: clients log each connection that is refused.
            ServerProcess process = new ServerProcess(
                    new ServerProcess.Plan(
                            "Kafka",
                            command(home, jvm),
                            Map.of(),
                            "TERM",
                            "KILL",
                            () -> Ports.isListening(port) && topics.isReady()),
                    home);
            process.startOrClose();
            return new ForkedKafkaServer(bootstrapServers, topics, process, home.resolve("data"));
        } catch (IOException e) {
            home.delete();
            throw new ServerException("cannot prepare Kafka in " + home.path(), e);
        } catch (RuntimeException e) {
            home.delete();
            throw e;
        }
    }

    private static void writeSettings(
            TempDirectory home, int port, Map<String, String> settings, List<FaultProxy> proxies) throws IOException {
        Path data = home.resolve("data");
        KafkaSettings.format(data);
        Map<String, String> all = new HashMap<>(KafkaSettings.forRestart());
        all.putAll(settings);
        Properties properties = new Properties();
        properties.putAll(KafkaSettings.of(port, Ports.free(), data, all));
        // Each proxy has a listener of its own, since a listener tells its clients where to go.
        for (int i = 0; i < proxies.size(); i++) {
            int behind = Ports.free();
            append(properties, "listeners", "PROXY" + i + "://127.0.0.1:" + behind);
            append(
                    properties,
                    "advertised.listeners",
                    "PROXY" + i + "://127.0.0.1:" + proxies.get(i).port());
            append(properties, "listener.security.protocol.map", "PROXY" + i + ":PLAINTEXT");
            proxies.get(i).target(behind);
        }
        try (OutputStream file = Files.newOutputStream(home.resolve("server.properties"))) {
            properties.store(file, null);
        }
    }

    private static void append(Properties properties, String key, String more) {
        properties.setProperty(key, properties.getProperty(key) + "," + more);
    }

    private static List<String> command(TempDirectory home, List<String> jvm) throws IOException {
        return ForkedJvm.of(ForkedKafkaMain.class)
                .jvmArgs(jvm.toArray(String[]::new))
                .jvmArgs("-Dlogback.configurationFile=io/eos/servers/forked-logback.xml")
                .args(home.resolve("server.properties").toString())
                .command(home.path());
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

    /** Where an embedded broker keeps its logs, a directory {@code TOPIC-PARTITION} each; to be changed only while it is down. */
    public Path dataDirectory() {
        if (data == null) {
            throw Endpoints.refusal("tell the data directory of", Endpoints.KAFKA);
        }
        return data;
    }

    /** The process id of the running broker. */
    public long pid() {
        return process("tell the process id of").pid();
    }

    @Override
    public String toString() {
        return "ForkedKafkaServer[" + bootstrapServers + "]";
    }
}
