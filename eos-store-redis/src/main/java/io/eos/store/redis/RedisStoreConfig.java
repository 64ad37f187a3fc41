package io.eos.store.redis;

import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a store on Redis. Immutable.
 *
 * @param address where it is
 * @param prefix what keys start with
 * @param user the setting {@code user}; by default the address's, or the server's default user
 * @param password the setting {@code password}; by default the address's
 * @param sentinelUser the setting {@code sentinel-user}: the user at the sentinels
 * @param sentinelPassword the setting {@code sentinel-password}
 * @param trustStore the setting {@code tls-truststore}: a file with the certificates that are trusted; by default Java's own
 * @param trustStorePassword the setting {@code tls-truststore-password}
 * @param buckets the setting {@code buckets}: over how many slots the ids of a processor in {@code PROCESSOR} scope are spread, by default 16
 *     in a cluster, else 1; with 1 they are fenced atomically and all on one server
 * @param poolSize the setting {@code pool-size}: how many connections to each server there are at most, by default 10
 * @param connectionTimeout the setting {@code connection-timeout}: how long to wait for a connection, by default 8 seconds
 * @param socketTimeout the setting {@code socket-timeout}: how long to wait for an answer, by default 10 seconds
 * @param acks the setting {@code replica-acks}: how many replicas must have a write before it counts, by default 0
 * @param ackTimeout the setting {@code replica-ack-timeout}: how long they may take, by default 1 second
 */
record RedisStoreConfig(
        RedisAddress address,
        String prefix,
        Optional<String> user,
        Optional<String> password,
        Optional<String> sentinelUser,
        Optional<String> sentinelPassword,
        Optional<String> trustStore,
        Optional<String> trustStorePassword,
        int buckets,
        int poolSize,
        Duration connectionTimeout,
        Duration socketTimeout,
        int acks,
        Duration ackTimeout) {
    static final int CLUSTER_BUCKETS = 16;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(8);

    /** Reads settings, with all problems at once. */
    static RedisStoreConfig read(StoreConfig config) {
        RedisAddress address = RedisAddress.parse(config.address());
        boolean cluster = address.kind() == RedisAddress.Kind.CLUSTER;
        SettingsReader settings = new SettingsReader("store.", config.settings());
        RedisStoreConfig read = new RedisStoreConfig(
                address,
                config.prefix(),
                settings.text("user").or(address::user),
                settings.text("password").or(address::password),
                settings.text("sentinel-user"),
                settings.text("sentinel-password"),
                settings.text("tls-truststore"),
                settings.text("tls-truststore-password"),
                settings.number("buckets", cluster ? CLUSTER_BUCKETS : 1, 1, 1024),
                settings.number("pool-size", 10, 1, 1000),
                settings.duration("connection-timeout", CONNECTION_TIMEOUT, SECOND, Duration.ofMinutes(5)),
                settings.duration(
                        "socket-timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofHours(1)),
                settings.number("replica-acks", 0, 0, 100),
                settings.duration("replica-ack-timeout", SECOND, Duration.ofMillis(1), Duration.ofMinutes(1)));
        if (read.acks > 0 && read.ackTimeout.compareTo(read.socketTimeout) >= 0) {
            settings.problem("store.replica-ack-timeout was " + SettingsReader.show(read.ackTimeout)
                    + " but must be shorter than store.socket-timeout, which is "
                    + SettingsReader.show(read.socketTimeout));
        }
        settings.finish();
        return read;
    }

    /** Settings can hold secrets. */
    @Override
    public String toString() {
        return "RedisStoreConfig[" + address + "]";
    }
}
