package io.eos.store.redis;

import io.eos.api.StoreAddress;
import io.eos.servers.DatabaseOptions;
import io.eos.servers.RedisServer;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import io.eos.testkit.ProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** The contract of providers, on a server that wants a password. */
@DisabledIfEnvironmentVariable(
        named = "EOS_TEST_REDIS",
        matches = ".+",
        disabledReason = "its server has a password of its own")
class RedisProviderContractTest extends ProviderContract {
    private static int port;
    private static AutoCloseable server = () -> {};

    @BeforeAll
    static void start() {
        RedisServer started = RedisServer.open(DatabaseOptions.defaults().withDurable(false));
        started.command("CONFIG", "SET", "requirepass", "HIDE");
        server = started;
        port = started.port();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected ResultStoreProvider provider() {
        return new RedisResultStoreProvider();
    }

    @Override
    protected StoreConfig config() {
        Map<String, String> settings = Map.of(
                "pool-size", "3",
                "connection-timeout", "5s",
                "socket-timeout", "5s",
                "replica-ack-timeout", "2s");
        return new StoreConfig(
                StoreAddress.parse("redis://default:HIDE@127.0.0.1:" + port), settings, StoreConfig.DEFAULT_PREFIX);
    }

    @Override
    protected List<StoreConfig> unreachable() {
        int nobody = portOfNobody();
        return List.of(
                StoreConfig.of("redis://eos:HIDE@127.0.0.1:" + nobody),
                StoreConfig.of("rediss://eos:HIDE@127.0.0.1:" + nobody + "/2"),
                StoreConfig.of("redis-cluster://eos:HIDE@127.0.0.1:" + nobody + ",127.0.0.1:" + portOfNobody()),
                StoreConfig.of("redis-sentinel://eos:HIDE@127.0.0.1:" + nobody + "/master"));
    }

    private static int portOfNobody() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
