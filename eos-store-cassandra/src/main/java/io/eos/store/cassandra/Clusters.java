package io.eos.store.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.NettyOptions;
import com.datastax.driver.core.QueryOptions;
import com.datastax.driver.core.ServerSideTimestampGenerator;
import com.datastax.driver.core.SocketOptions;
import com.datastax.driver.core.policies.ConstantReconnectionPolicy;
import com.datastax.driver.core.policies.DCAwareRoundRobinPolicy;
import com.datastax.driver.core.policies.FallthroughRetryPolicy;
import com.datastax.driver.core.policies.NoSpeculativeExecutionPolicy;
import com.datastax.driver.core.policies.TokenAwarePolicy;
import io.eos.store.cassandra.CassandraStoreConfig.Serial;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes the driver's cluster object, with what a store needs of it. Stateless. */
final class Clusters {
    private static final Duration RECONNECTION = Duration.ofMillis(500);

    private static final long CLOSE_SECONDS = 10;

    private Clusters() {}

    /** A cluster that has not connected yet. */
    static Cluster create(CassandraStoreConfig config) {
        boolean local = config.serial() == Serial.LOCAL_SERIAL;
        List<InetSocketAddress> hosts = config.address().hosts().stream()
                .map(host -> new InetSocketAddress(host.getHostString(), host.getPort()))
                .toList();
        Cluster.Builder builder = Cluster.builder()
                .addContactPointsWithPorts(hosts)
                .withPort(hosts.get(0).getPort())
                .withLoadBalancingPolicy(new TokenAwarePolicy(DCAwareRoundRobinPolicy.builder()
                        .withLocalDc(config.address().dataCentre())
                        .build()))
                .withQueryOptions(new QueryOptions()
                        .setConsistencyLevel(local ? ConsistencyLevel.LOCAL_QUORUM : ConsistencyLevel.QUORUM)
                        .setSerialConsistencyLevel(serial(config)))
                // A lightweight transaction that is sent twice is two: never by the driver.
                .withRetryPolicy(FallthroughRetryPolicy.INSTANCE)
                .withSpeculativeExecutionPolicy(NoSpeculativeExecutionPolicy.INSTANCE)
                // The ballot is its timestamp.
                .withTimestampGenerator(ServerSideTimestampGenerator.INSTANCE)
                .withReconnectionPolicy(new ConstantReconnectionPolicy(RECONNECTION.toMillis()))
                .withSocketOptions(new SocketOptions()
                        .setConnectTimeoutMillis(millis(config.connectionTimeout()))
                        .setReadTimeoutMillis(millis(config.requestTimeout())))
                .withNettyOptions(new QuickClose())
                .withoutJMXReporting()
                .withoutMetrics();
        config.user()
                .ifPresent(
                        user -> builder.withCredentials(user, config.password().orElse("")));
        if (config.address().tls()) {
            builder.withSSL(Tls.options(config));
        }
        return builder.build();
    }

    /** The level at which lightweight transactions, and reads of what they write, are made. */
    static ConsistencyLevel serial(CassandraStoreConfig config) {
        return switch (config.serial()) {
            case SERIAL -> ConsistencyLevel.SERIAL;
            case LOCAL_SERIAL -> ConsistencyLevel.LOCAL_SERIAL;
        };
    }

    /** Closing does not wait for work that might still come: there is none. */
    private static final class QuickClose extends NettyOptions {
        @Override
        public void onClusterClose(EventLoopGroup group) {
            group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
