package io.eos.store.cassandra;

import io.eos.servers.Servers;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import io.eos.testkit.ProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

/** The contract of providers. */
class CassandraProviderContractTest extends ProviderContract {
    /** Of its own, since the tables of a keyspace are used at one serial level. */
    private static final String ADDRESS = TestCluster.newKeyspace(Servers.cassandra());

    @Override
    protected ResultStoreProvider provider() {
        return new CassandraResultStoreProvider();
    }

    @Override
    protected StoreConfig config() {
        // The server asks for no password, and takes any.
        String address = ADDRESS.replace("//", "//eos:HIDE@");
        return TestCluster.config(
                address,
                Map.of(
                        "retention", "40d",
                        "serial-consistency", "local-serial",
                        "max-in-flight", "8",
                        "request-timeout", "20s"));
    }

    @Override
    protected List<StoreConfig> unreachable() {
        int port = portOfNobody();
        return List.of(
                StoreConfig.of("cassandra://eos:HIDE@127.0.0.1:" + port + "/x?dc=datacenter1"),
                StoreConfig.of("cassandra://eos:HIDE@127.0.0.1:" + port + ",127.0.0.2:" + port + "/x?dc=datacenter1"));
    }

    private static int portOfNobody() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
