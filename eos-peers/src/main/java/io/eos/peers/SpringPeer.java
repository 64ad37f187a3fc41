package io.eos.peers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.redis.metadata.RedisMetadataStore;
import org.springframework.integration.zookeeper.metadata.ZookeeperMetadataStore;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One of Spring Integration's metadata stores. */
final class SpringPeer implements Peer {
    private static final String VALUE = "1";

    private final ConcurrentMetadataStore store;
    private final Runnable connection;

    private SpringPeer(ConcurrentMetadataStore store, Runnable connection) {
        this.store = store;
        this.connection = connection;
    }

    static Peer open(String store, String address, String prefix) throws SQLException {
        return switch (store) {
            case "redis" -> {
                SpringRedis redis = SpringRedis.connect(address);
                yield new SpringPeer(new RedisMetadataStore(redis.factory(), prefix + "metadata"), redis::close);
            }
            case "zookeeper" -> zookeeper(address, prefix);
            default -> jdbc(address, prefix);
        };
    }

    /** The table as in its schema files, which are alike for these databases. */
    private static Peer jdbc(String url, String prefix) throws SQLException {
        SingleConnectionDataSource source = new SingleConnectionDataSource(url, true);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE " + prefix + "METADATA_STORE (METADATA_KEY VARCHAR(255) NOT NULL,"
                            + " METADATA_VALUE VARCHAR(4000), REGION VARCHAR(100) NOT NULL, PRIMARY KEY (METADATA_KEY, REGION))");
        }
        JdbcMetadataStore store = new JdbcMetadataStore(source);
        store.setTablePrefix(prefix);
        store.afterPropertiesSet();
        store.start();
        return new SpringPeer(store, source::destroy);
    }

    private static Peer zookeeper(String address, String prefix) {
        CuratorFramework client =
                CuratorFrameworkFactory.newClient(address.replaceFirst("^zookeeper://", ""), new RetryOneTime(100));
        client.start();
        ZookeeperMetadataStore store = new ZookeeperMetadataStore(client);
        store.setRoot("/" + prefix + "metadata");
        store.start();
        return new SpringPeer(store, () -> {
            store.stop();
            client.close();
        });
    }

    @Override
    public int markNew(List<String> ids) {
        int fresh = 0;
        for (String id : ids) {
            if (store.putIfAbsent(id, VALUE) == null) {
                fresh++;
            }
        }
        return fresh;
    }

    @Override
    public void close() {
        connection.run();
    }
}
