package io.eos.store.zookeeper;

import io.eos.api.StoreAddress;
import io.eos.servers.Servers;
import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.TransactionalFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooDefs;

/** Stores on one or more servers, and a ledger of znodes that a handler makes. */
final class TestZooKeeper implements TransactionalFixture<ZooKeeperEffects> {
    private static final String LEDGERS = "/eos-test-ledgers";

    private static final Map<String, Boolean> MADE = new ConcurrentHashMap<>();

    private final String servers;

    TestZooKeeper(String servers) {
        this.servers = servers;
    }

    /** On the server that the tests of this JVM share; they use names of their own. */
    static TestZooKeeper shared() {
        return new TestZooKeeper(Servers.zookeeper().servers());
    }

    String servers() {
        return servers;
    }

    @Override
    public TransactionalResultStore<ZooKeeperEffects> open() {
        return open(Map.of());
    }

    ZooKeeperResultStore open(Map<String, String> settings) {
        return open("/eos-test", settings);
    }

    ZooKeeperResultStore open(String path, Map<String, String> settings) {
        StoreConfig config = new StoreConfig(
                StoreAddress.parse("zookeeper://" + servers + path), settings, StoreConfig.DEFAULT_PREFIX);
        return (ZooKeeperResultStore) new ZooKeeperResultStoreProvider().open(config);
    }

    /**
     * A store on znodes that are there already.
     *
     * @param grace for how long a purge leaves what is empty
     * @param capacity how many ids of a shard have room in segments
     */
    ZooKeeperResultStore open(Layout layout, Duration grace, int capacity) {
        open(Map.of()).close();
        Client client = new Client(connect(), "test", ZooDefs.Ids.OPEN_ACL_UNSAFE);
        return new ZooKeeperResultStore(client, layout, new CallRunner("test", Duration.ofSeconds(8)), grace, capacity);
    }

    /** A client of its own, for looking at what the store left. */
    CuratorFramework connect() {
        CuratorFramework curator = CuratorFrameworkFactory.newClient(servers, new RetryOneTime(100));
        curator.start();
        return curator;
    }

    @Override
    public void append(ZooKeeperEffects effects, String ledger, String line) {
        String parent = LEDGERS + "/" + ledger;
        MADE.computeIfAbsent(servers + parent, same -> makeLedger(parent));
        effects.create(parent + "/" + UUID.randomUUID(), line.getBytes(StandardCharsets.UTF_8));
    }

    private boolean makeLedger(String path) {
        try (CuratorFramework curator = connect()) {
            curator.create().orSetData().creatingParentsIfNeeded().forPath(path);
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> lines(String ledger) {
        String path = LEDGERS + "/" + ledger;
        try (CuratorFramework curator = connect()) {
            if (curator.checkExists().forPath(path) == null) {
                return List.of();
            }
            List<String> lines = new ArrayList<>();
            for (String child : curator.getChildren().forPath(path)) {
                lines.add(new String(curator.getData().forPath(path + "/" + child), StandardCharsets.UTF_8));
            }
            return lines;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
