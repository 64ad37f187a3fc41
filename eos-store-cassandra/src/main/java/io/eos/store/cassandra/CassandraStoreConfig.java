package io.eos.store.cassandra;

import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a store on Cassandra. Immutable.
 *
 * @param address where it is
 * @param shown the address without secrets, for messages
 * @param user the setting {@code user}, or the address's
 * @param password the setting {@code password}, or the address's
 * @param prefix what the tables' names start with
 * @param createSchema the setting {@code create-schema}: whether missing tables are created, by default not; never the keyspace
 * @param retention the setting {@code retention}: the time to live of results, by default 30 days
 * @param serial the setting {@code serial-consistency}: whether replicas of all data centres decide, by default, or those of the local one
 * @param maxInFlight the setting {@code max-in-flight}: how many statements of one call are under way at a time in {@code PROCESSOR} scope, by default 64
 * @param connectionTimeout the setting {@code connection-timeout}: how long to wait for the cluster when the store is opened, by default 8 seconds
 * @param requestTimeout the setting {@code request-timeout}: after which silence a request is given up, by default 12 seconds; longer than the
 *     server's own time-outs
 * @param trustStore the setting {@code tls-truststore}: a file with the certificates that are trusted, by default Java's own
 * @param trustStorePassword the setting {@code tls-truststore-password}
 * @param keyStore the setting {@code tls-keystore}: a file with the certificate that is shown to the server, by default none
 * @param keyStorePassword the setting {@code tls-keystore-password}
 */
record CassandraStoreConfig(
        CassandraAddress address,
        String shown,
        Optional<String> user,
        Optional<String> password,
        String prefix,
        boolean createSchema,
        Duration retention,
        Serial serial,
        int maxInFlight,
        Duration connectionTimeout,
        Duration requestTimeout,
        Optional<String> trustStore,
        Optional<String> trustStorePassword,
        Optional<String> keyStore,
        Optional<String> keyStorePassword) {
    /** Who takes part in a lightweight transaction. */
    enum Serial {
        /** A quorum of all replicas in all data centres. */
        SERIAL,
        /** A quorum of the replicas in the local data centre. */
        LOCAL_SERIAL
    }

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTES = Duration.ofMinutes(5);

    /** Cassandra stores the moment of expiry; until its storage is told to, none after 2038. */
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);

    /** Reads settings, with all problems at once. */
    static CassandraStoreConfig read(StoreConfig config) {
        CassandraAddress address = CassandraAddress.parse(config.address());
        SettingsReader settings = new SettingsReader("store.", config.settings());
        CassandraStoreConfig read = new CassandraStoreConfig(
                address,
                config.address().toString(),
                settings.text("user").or(address::user),
                settings.text("password").or(address::password),
                config.prefix(),
                settings.flag("create-schema", false),
                settings.duration("retention", Duration.ofDays(30), SECOND, LONGEST_RETENTION),
                settings.choice("serial-consistency", Serial.SERIAL),
                settings.number("max-in-flight", 64, 1, 1024),
                settings.duration("connection-timeout", Duration.ofSeconds(8), SECOND, MINUTES),
                settings.duration("request-timeout", Duration.ofSeconds(12), SECOND, MINUTES),
                settings.text("tls-truststore"),
                settings.text("tls-truststore-password"),
                settings.text("tls-keystore"),
                settings.text("tls-keystore-password"));
        if (read.user().isPresent() != read.password().isPresent()) {
            settings.problem("store.user and store.password must be given both or neither");
        }
        if (!address.tls() && (read.trustStore().isPresent() || read.keyStore().isPresent())) {
            settings.problem("store.tls-truststore and store.tls-keystore need tls=true in the store's address");
        }
        settings.finish();
        return read;
    }

    /** Nothing that could be secret. */
    @Override
    public String toString() {
        return "CassandraStoreConfig[" + address + "]";
    }
}
