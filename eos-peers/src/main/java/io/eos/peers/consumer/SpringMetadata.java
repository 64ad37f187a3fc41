package io.eos.peers.consumer;

import com.zaxxer.hikari.HikariDataSource;
import io.eos.cli.chaos.peer.PeerTask;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.redis.metadata.RedisMetadataStore;
import org.springframework.integration.zookeeper.metadata.ZookeeperMetadataStore;

/** Spring Integration's own metadata stores, a region, hash or path for each group. Stateless. */
final class SpringMetadata {
    private static final int SESSION_MILLIS = 4_000;
    private static final int RETRIES = 3;
    private static final int RETRY_MILLIS = 100;

    private SpringMetadata() {}

    static ConcurrentMetadataStore open(PeerTask task) {
        return switch (task.store()) {
            case "redis" -> new RedisMetadataStore(RedisConnections.open(task), task.prefix() + task.group());
            case "zookeeper" -> zookeeper(task);
            default -> jdbc(task);
        };
    }

    /** The table as in its schema files, which are alike for these databases. */
    private static ConcurrentMetadataStore jdbc(PeerTask task) {
        HikariDataSource source = SqlConnections.open(task);
        SqlConnections.create(
                source,
                task.prefix() + "METADATA_STORE",
                "METADATA_KEY VARCHAR(255) NOT NULL, METADATA_VALUE VARCHAR(4000), REGION VARCHAR(100) NOT NULL,"
                        + " PRIMARY KEY (METADATA_KEY, REGION)");
        JdbcMetadataStore store = new JdbcMetadataStore(source);
        store.setTablePrefix(task.prefix());
        store.setRegion(task.group());
        store.afterPropertiesSet();
        store.start();
        return store;
    }

    private static ConcurrentMetadataStore zookeeper(PeerTask task) {
        String address = task.address().replaceFirst("^zookeeper://", "");
        String servers = address.substring(0, address.indexOf('/'));
        CuratorFramework client = CuratorFrameworkFactory.newClient(
                servers, SESSION_MILLIS, SESSION_MILLIS, new RetryNTimes(RETRIES, RETRY_MILLIS));
        client.start();
        ZookeeperMetadataStore store = new ZookeeperMetadataStore(client);
        store.setRoot("/" + task.prefix() + task.group());
        store.start();
        return store;
    }
}
