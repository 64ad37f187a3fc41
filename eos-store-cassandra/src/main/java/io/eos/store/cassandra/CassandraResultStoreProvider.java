package io.eos.store.cassandra;

import com.google.auto.service.AutoService;
import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import java.util.List;

/**
 * Opens stores on Apache Cassandra: {@code cassandra://[USER:PASSWORD@]HOST[:PORT][,HOST…]/KEYSPACE?dc=DATACENTER[&tls=true]}. The keyspace must be there; its
 * replication decides what the store survives.
 *
 * <p>Settings: {@code user}, {@code password}, {@code create-schema} (false), {@code retention} (30d), {@code serial-consistency} ({@code serial}, or
 * {@code local-serial}), {@code max-in-flight} (64), {@code connection-timeout} (8s), {@code request-timeout} (12s), and {@code
 * tls-truststore}, {@code tls-keystore} with their passwords.
 *
 * <p>{@code retention} is the time to live of what is stored: set it to that of the processors, or longer.
 *
 * <p>Thread-safe.
 */
@AutoService(ResultStoreProvider.class)
public final class CassandraResultStoreProvider implements ResultStoreProvider {
    static final String NAME = "cassandra";

    /** For {@link java.util.ServiceLoader}. */
    public CassandraResultStoreProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> examples() {
        return List.of("cassandra://localhost/eos?dc=datacenter1", "cassandra://h1,h2,h3:9042/eos?dc=dc1&tls=true");
    }

    @Override
    public boolean accepts(StoreAddress address) {
        return address.scheme().equals(CassandraAddress.SCHEME);
    }

    @Override
    public ResultStore open(StoreConfig config) {
        return Opening.open(CassandraStoreConfig.read(config));
    }
}
