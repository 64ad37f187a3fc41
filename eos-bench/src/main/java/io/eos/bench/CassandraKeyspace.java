package io.eos.bench;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.NettyOptions;
import com.datastax.driver.core.QueryOptions;
import com.datastax.driver.core.ResultSetFuture;
import com.datastax.driver.core.ServerSideTimestampGenerator;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import com.datastax.driver.core.policies.FallthroughRetryPolicy;
import io.eos.servers.CassandraServer;
import io.eos.servers.DatabaseOptions;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A keyspace on a Cassandra server, and how the driver is set for it. Stateless. */
final class CassandraKeyspace {
    private static final Pattern ADDRESS = Pattern.compile("cassandra://([^:]+):(\\d+)/(\\w+)[?].*");
    /** What the store has under way by default. */
    private static final int MOST_IN_FLIGHT = 64;

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final long CLOSE_SECONDS = 10;

    private CassandraKeyspace() {}

    /** Starts a durable server, or takes the one of the environment, and makes a keyspace there. */
    static Storage start() {
        DatabaseOptions options = DatabaseOptions.defaults();
        // Where a disk is slow, slow figures rather than none; shorter than the store's own time-out.
        for (String limit : List.of("read_request_timeout", "write_request_timeout", "cas_contention_timeout")) {
            options = options.withSetting(limit, "10s");
        }
        return on(CassandraServer.open(options));
    }

    /** Makes a keyspace on a server, which ends with it. */
    static Storage on(CassandraServer server) {
        String address = server.address("eos_bench_" + ProcessHandle.current().pid());
        String keyspace = name(address);
        execute(
                address,
                "CREATE KEYSPACE " + keyspace
                        + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        return new Storage(address, () -> {
            if (server.isExternal()) {
                execute(address, "DROP KEYSPACE " + keyspace);
            }
            server.close();
        });
    }

    private static void execute(String address, String cql) {
        try (Cluster cluster = cluster(address);
                Session session = cluster.connect()) {
            session.execute(cql);
        }
    }

    /** The name of an address's keyspace. */
    static String name(String address) {
        return parts(address).group(3);
    }

    /** The driver, with what the store sets too: quorums, no repetition, the server's timestamps. */
    static Cluster cluster(String address) {
        Matcher parts = parts(address);
        Cluster cluster = Cluster.builder()
                .addContactPoints(parts.group(1).split(","))
                .withPort(Integer.parseInt(parts.group(2)))
                .withQueryOptions(new QueryOptions()
                        .setConsistencyLevel(ConsistencyLevel.QUORUM)
                        .setSerialConsistencyLevel(ConsistencyLevel.SERIAL))
                .withRetryPolicy(FallthroughRetryPolicy.INSTANCE)
                .withTimestampGenerator(ServerSideTimestampGenerator.INSTANCE)
                .withNettyOptions(new QuickClose())
                .withoutJMXReporting()
                .withoutMetrics()
                .build();
        cluster.getConfiguration().getSocketOptions().setReadTimeoutMillis(TIMEOUT_MILLIS);
        return cluster;
    }

    /** Sends statements, no more under way at a time than the store has. */
    static List<ResultSetFuture> start(Session session, List<Statement> statements) {
        Semaphore room = new Semaphore(MOST_IN_FLIGHT);
        List<ResultSetFuture> futures = new ArrayList<>();
        for (Statement statement : statements) {
            room.acquireUninterruptibly();
            ResultSetFuture future = session.executeAsync(statement);
            future.addListener(room::release, Runnable::run);
            futures.add(future);
        }
        return futures;
    }

    /** Closing does not wait for work that might still come. */
    private static final class QuickClose extends NettyOptions {
        @Override
        public void onClusterClose(EventLoopGroup group) {
            group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static Matcher parts(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the address of a keyspace was '" + address + "'");
        }
        return parts;
    }
}
