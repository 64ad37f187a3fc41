package io.eos.store.zookeeper;

import io.eos.api.StoreAddress;
import io.eos.servers.Servers;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import io.eos.testkit.ProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The contract of providers. */
class ZooKeeperProviderContractTest extends ProviderContract {
    private final String path = "/eos-test-" + UUID.randomUUID();

    @Override
    protected ResultStoreProvider provider() {
        return new ZooKeeperResultStoreProvider();
    }

    @Override
    protected StoreConfig config() {
        Map<String, String> settings = Map.of(
                "user", "eos",
                "password", "HIDDEN",
                "acl", "creator",
                "connection-timeout", "7s",
                "session-timeout", "9s");
        return new StoreConfig(
                StoreAddress.parse(
                        "zookeeper://eos:HIDDEN@" + Servers.zookeeper().servers() + path),
                settings,
                "eos_");
    }

    @Override
    protected List<StoreConfig> unreachable() {
        return List.of(StoreConfig.of("zookeeper://eos:HIDDEN@127.0.0.1:" + portOfNobody() + "/x"));
    }

    private static int portOfNobody() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
