package io.eos.cli.chaos.trial;

import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.DemoServer;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.WorkDirectory;
import io.eos.cli.demo.ledger.Ledger;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.servers.Fault;
import io.eos.servers.FaultProxy;
import io.eos.servers.ForkedKafkaServer;
import io.eos.servers.ServerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Broker, storage system and the proxies in front of them, which one run after another uses. Not thread-safe. */
public final class Arena implements AutoCloseable {
    /** How many workers have a link of their own; further ones share them. */
    private static final int LINKS = 4;

    private static final Duration TOPIC = Duration.ofMinutes(2);

    private final StorageSystem system;
    private final WorkDirectory directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ForkedKafkaServer kafka;
    private final DemoServer server;
    private final List<Link> links;

    private Arena(StorageSystem system) {
        this.system = system;
        this.directory = new WorkDirectory();
        open.add(directory);
        List<FaultProxy> proxies =
                IntStream.range(0, LINKS).mapToObj(number -> FaultProxy.open()).toList();
        open.addAll(proxies);
        this.kafka = ForkedKafkaServer.behind(proxies);
        open.add(kafka);
        this.server = DemoServer.open(system, directory.path());
        open.add(server);
        this.links = proxies.stream().map(proxy -> Link.of(proxy, server)).toList();
        open.addAll(links);
    }

    /** Starts all of it. What was started ends with this process where something fails. */
    public static Arena open(StorageSystem system) {
        return new Arena(system);
    }

    public StorageSystem system() {
        return system;
    }

    public ForkedKafkaServer kafka() {
        return kafka;
    }

    public DemoServer server() {
        return server;
    }

    Link link(int number) {
        return links.get(number % LINKS);
    }

    /** A broker that was killed just now, or has no processor time, may need a while. */
    public void createTopic(String topic, int partitions) {
        createTopic(topic, partitions, Map.of());
    }

    /** Makes one with settings of its own. */
    public void createTopic(String topic, int partitions, Map<String, String> config) {
        boolean made = Pause.until(TOPIC, () -> {
            try {
                kafka.createTopic(topic, partitions, config);
                return true;
            } catch (ServerException e) {
                return String.valueOf(e.getMessage()).contains("TopicExistsException");
            }
        });
        if (!made) {
            throw new DemoFailedException("topic " + topic + " cannot be made");
        }
    }

    /** Changes a setting of a topic. */
    public void configure(String topic, String key, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
        } catch (ExecutionException e) {
            throw new DemoFailedException("a setting of " + topic + " cannot be changed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted", e);
        }
    }

    /** The proxies between workers and the storage system. */
    public List<FaultProxy> storeProxies() {
        return links.stream().map(Link::store).filter(Objects::nonNull).toList();
    }

    /** @param address of the storage system */
    public void createLedger(String address, String name) {
        try (Ledger ledger = system.open(address, name)) {
            ledger.create(IntStream.range(0, Traffic.ACCOUNTS)
                    .mapToObj(Traffic::account)
                    .toList());
        }
    }

    /** A directory for a run, made. */
    public Path directory(String name) {
        Path made = directory.path().resolve(name);
        made.toFile().mkdirs();
        return made;
    }

    /** Leaves the logs of all runs there, after one that did not hold. */
    public void keep() {
        directory.keep();
    }

    /** Takes all faults of links and servers away. */
    void heal() {
        for (Link link : links) {
            link.broker().set(Fault.PASS);
            FaultProxy store = link.store();
            if (store != null) {
                store.set(Fault.PASS);
            }
        }
        kafka.start();
        var storage = server.server();
        if (storage != null) {
            storage.start();
        }
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                // It ends with this process.
            }
        }
    }
}
