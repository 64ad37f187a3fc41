package io.eos.store.zookeeper;

import com.google.auto.service.AutoService;
import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import java.util.List;

/**
 * Opens stores on a ZooKeeper ensemble: {@code zookeeper://h1:2181,h2,h3/path}, with a session of its own.
 *
 * <p>Settings: {@code user} and {@code password} (digest authentication; also in the address, {@code zookeeper://user:password@h1/path}), {@code acl}
 * ({@code creator} if there is a user, else {@code open}), {@code connection-timeout} (8s), {@code session-timeout} (10s). The port is 2181
 * where none is given. SASL and TLS are switched on with ZooKeeper's own system properties.
 *
 * <p>ZooKeeper keeps all of its data in memory: for some million ids at most, not for a long retention of a busy topic.
 *
 * <p>Thread-safe.
 */
@AutoService(ResultStoreProvider.class)
public final class ZooKeeperResultStoreProvider implements ResultStoreProvider {
    static final String NAME = "zookeeper";

    /** For {@link java.util.ServiceLoader}. */
    public ZooKeeperResultStoreProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> examples() {
        return List.of("zookeeper://localhost", "zookeeper://zk1:2181,zk2:2181,zk3:2181/payments");
    }

    @Override
    public boolean accepts(StoreAddress address) {
        return address.startsWith(ZooKeeperStoreConfig.SCHEME);
    }

    @Override
    public ResultStore open(StoreConfig config) {
        return new Opening(ZooKeeperStoreConfig.read(config), config.address().toString()).open();
    }
}
