package io.eos.store.zookeeper;

import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.SettingsReader;
import io.eos.store.zookeeper.ZooKeeperStoreConfig.Access;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * Opens a store: connects, and makes the uppermost znodes where they are missing.
 *
 * @param address the address without secrets, for messages
 */
record Opening(ZooKeeperStoreConfig config, String address) {
    private static final byte[] NO_DATA = {};

    /** An answer that holds the longest results of a batch; names of a directory take less. */
    private static final int LONGEST_ANSWER = Limits.MAX_BATCH * (Limits.MAX_RESULT_BYTES + 4_096);

    ZooKeeperResultStore open() {
        List<ACL> acl = config.acl() == Access.CREATOR ? ZooDefs.Ids.CREATOR_ALL_ACL : ZooDefs.Ids.OPEN_ACL_UNSAFE;
        Client client = new Client(connect(), address, acl);
        try {
            Layout layout = new Layout(config.path(), config.prefix());
            CallRunner calls = new CallRunner(address, config.connectionTimeout());
            calls.run("opening", call -> {
                make(call, client, layout);
                return true;
            });
            return new ZooKeeperResultStore(client, layout, calls, Purge.GRACE, IdTable.CAPACITY);
        } catch (RuntimeException e) {
            client.close();
            throw e instanceof EosException && e.getCause() instanceof KeeperException known && isForbidden(known)
                    ? new InvalidConfigurationException(String.valueOf(e.getMessage()))
                    : e;
        }
    }

    private CuratorFramework connect() {
        ZKClientConfig client = new ZKClientConfig();
        // For what comes in; what goes out is limited by the servers.
        int longest = Math.max(LONGEST_ANSWER, Integer.getInteger(ZKConfig.JUTE_MAXBUFFER, 0));
        client.setProperty(ZKConfig.JUTE_MAXBUFFER, Integer.toString(longest));
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(config.servers())
                .zkClientConfig(client)
                .connectionTimeoutMs((int) config.connectionTimeout().toMillis())
                .sessionTimeoutMs((int) config.sessionTimeout().toMillis())
                // What the servers advertise need not be what is reached from here: through a forwarded port, say.
                .ensembleTracker(false)
                // Nothing is sent again behind the store's back.
                .retryPolicy((retries, elapsed, sleeper) -> false);
        config.user()
                .ifPresent(user -> builder.authorization(
                        "digest", (user + ":" + config.password().orElse("")).getBytes(StandardCharsets.UTF_8)));
        CuratorFramework curator = builder.build();
        curator.start();
        try {
            if (curator.blockUntilConnected((int) config.connectionTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return curator;
            }
            curator.close();
            throw new StoreUnavailableException(
                    "the store at " + address + " did not answer within "
                            + SettingsReader.show(config.connectionTimeout())
                            + "; check hosts and ports, that most servers of the ensemble are running, and that no firewall is in between");
        } catch (InterruptedException e) {
            curator.close();
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("opening the store at " + address + " was interrupted", e);
        }
    }

    /** Looks at the store's own znodes alone: what is above them may be somebody else's. */
    private static void make(Call call, Client client, Layout layout) {
        List<String> paths = List.of(layout.clock(), layout.processors());
        List<@Nullable ZNode> nodes = client.read(call, paths);
        for (int i = 0; i < paths.size(); i++) {
            if (nodes.get(i) == null) {
                create(call, client, paths.get(i));
            }
        }
    }

    /** With what is missing above. Another node may make it at the same time. */
    private static void create(Call call, Client client, String path) {
        List<Op> operation = List.of(Op.create(path, NO_DATA, client.acl(), CreateMode.PERSISTENT));
        MultiOutcome outcome = client.multi(call, operation);
        if (outcome.code() == Code.NONODE && path.lastIndexOf('/') > 0) {
            create(call, client, path.substring(0, path.lastIndexOf('/')));
            outcome = client.multi(call, operation);
        }
        if (!outcome.done() && outcome.code() != Code.NODEEXISTS) {
            throw client.failed(call.operation(), KeeperException.create(outcome.code(), path));
        }
    }

    private static boolean isForbidden(KeeperException error) {
        return error.code() == Code.NOAUTH || error.code() == Code.AUTHFAILED || error.code() == Code.INVALIDACL;
    }
}
