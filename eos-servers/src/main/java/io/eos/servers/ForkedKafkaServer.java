package io.eos.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in a JVM of its own, which can be stopped, killed, frozen and started again on its port and data.
 *
 * <p>{@value Endpoints#KAFKA}, the bootstrap servers of a cluster, puts that cluster in its place; it can then be neither
 * stopped, killed nor frozen ({@link UnsupportedOperationException}). Thread-safe; see {@link KafkaBroker} for errors.
 */
public final class ForkedKafkaServer implements KafkaBroker {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final String HEAP = "256m";

    private final String bootstrapServers;
    private final KafkaTopics topics;
    private final @Nullable TempDirectory home;
    private @Nullable ForkedJvm jvm;
    private boolean closed;

    private ForkedKafkaServer(String bootstrapServers, @Nullable TempDirectory home) {
        this.bootstrapServers = bootstrapServers;
        this.home = home;
        this.topics = new KafkaTopics(bootstrapServers, this::logTail);
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
        return Endpoints.kafka()
                .map(ForkedKafkaServer::external)
                .orElseGet(() -> Ports.onFree(port -> embedded(port, settings)));
    }

    static ForkedKafkaServer external(String bootstrapServers) {
        return new ForkedKafkaServer(bootstrapServers, null);
    }

    private static ForkedKafkaServer embedded(int port, Map<String, String> settings) {
        QuietLogs.install();
        TempDirectory home = TempDirectory.create("kafka");
        ForkedKafkaServer server = new ForkedKafkaServer("127.0.0.1:" + port, home);
        try {
            Path data = home.resolve("data");
            KafkaSettings.format(data);
            Map<String, String> all = new HashMap<>(KafkaSettings.forRestart());
            all.putAll(settings);
            Properties properties = new Properties();
            properties.putAll(KafkaSettings.of(port, Ports.free(), data, all));
            try (OutputStream file = Files.newOutputStream(home.resolve("server.properties"))) {
                properties.store(file, null);
            }
            server.start();
            return server;
        } catch (IOException e) {
            server.close();
            throw new ServerException("cannot write Kafka's settings", e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
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

    /** Starts the broker again on its port and data, and waits until all partitions are led; does nothing while it runs. */
    public synchronized void start() {
        TempDirectory directory = embedded("start");
        if (closed) {
            throw new ServerException("Kafka is closed");
        }
        if (jvm != null && jvm.isAlive()) {
            return;
        }
        end();
        ForkedJvm started = ForkedJvm.of(ForkedKafkaMain.class)
                .heap(HEAP)
                .jvmArgs("-Dlogback.configurationFile=io/eos/servers/forked-logback.xml", "-XX:TieredStopAtLevel=1")
                .args(directory.resolve("server.properties").toString())
                .output(directory.resolve("server.log"))
                .start();
        jvm = started;
        awaitListening(started);
        topics.awaitReady();
    }

    /** Lets the broker shut down in good order; does nothing if it is down. */
    public synchronized void stop() {
        embedded("stop");
        if (jvm != null && jvm.isAlive()) {
            jvm.terminate();
            jvm.awaitExit(STOP_TIMEOUT);
        }
        end();
    }

    /** Ends the broker with SIGKILL, as a crash would; does nothing if it is down. */
    public synchronized void kill() {
        embedded("kill");
        end();
    }

    /** Halts the broker with SIGSTOP: connections stay open and nothing answers, until {@link #thaw()}. */
    public synchronized void freeze() {
        embedded("freeze");
        running().freeze();
    }

    /** Lets a frozen broker go on. */
    public synchronized void thaw() {
        embedded("thaw");
        running().thaw();
    }

    /** The process id of the running broker. */
    public synchronized long pid() {
        embedded("tell the process id of");
        return running().pid();
    }

    @Override
    public synchronized void close() {
        closed = true;
        end();
        if (home != null) {
            home.delete();
        }
    }

    @Override
    public String toString() {
        return "ForkedKafkaServer[" + bootstrapServers + "]";
    }

    private TempDirectory embedded(String operation) {
        if (home == null) {
            throw Endpoints.refusal(operation, Endpoints.KAFKA);
        }
        return home;
    }

    // Before a client is tried: clients log each refused connection, and do not notice that the process has ended.
    private void awaitListening(ForkedJvm started) {
        Await.until(
                "Kafka to listen on " + bootstrapServers,
                START_TIMEOUT,
                () -> {
                    if (!started.isAlive()) {
                        throw new ServerException("Kafka has ended" + logTail());
                    }
                    return Ports.isListening(
                            Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1)));
                },
                this::logTail);
    }

    private ForkedJvm running() {
        if (jvm == null || !jvm.isAlive()) {
            throw new ServerException("Kafka is not running" + logTail());
        }
        return jvm;
    }

    private void end() {
        if (jvm != null) {
            jvm.close();
            jvm = null;
        }
    }

    private String logTail() {
        return home == null ? "" : LogTail.of(home.resolve("server.log"));
    }
}
