package io.eos.store.jdbc;

import io.eos.api.StoreAddress;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import io.eos.testkit.ProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

/** The contract of providers. */
class JdbcProviderContractTest extends ProviderContract {
    private final String name = Node.newProcessor();

    @Override
    protected ResultStoreProvider provider() {
        return new JdbcResultStoreProvider();
    }

    @Override
    protected StoreConfig config() {
        Map<String, String> settings = Map.of(
                "schema", "PUBLIC",
                "create-schema", "true",
                "pool-size", "3",
                "connection-timeout", "5s",
                "socket-timeout", "50s",
                "transaction-idle-timeout", "50s");
        return new StoreConfig(
                StoreAddress.parse("jdbc:h2:mem:" + name + ";USER=eos;PASSWORD=HIDE"),
                settings,
                StoreConfig.DEFAULT_PREFIX);
    }

    @Override
    protected List<StoreConfig> unreachable() {
        int port = portOfNobody();
        return List.of(
                StoreConfig.of("jdbc:postgresql://127.0.0.1:" + port + "/x?user=eos&password=HIDE"),
                StoreConfig.of("jdbc:mariadb://127.0.0.1:" + port + "/x?user=eos&password=HIDE"),
                StoreConfig.of("jdbc:h2:tcp://127.0.0.1:" + port + "/./x;USER=eos;PASSWORD=HIDE"));
    }

    private static int portOfNobody() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
