package io.eos.peers;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.redis.processor.idempotent.SpringRedisIdempotentRepository;
import org.apache.camel.processor.idempotent.cassandra.CassandraIdempotentRepository;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One of Camel's idempotent repositories. */
final class CamelPeer implements Peer {
    private static final Pattern CASSANDRA = Pattern.compile("cassandra://([^:]+):(\\d+)/(\\w+)[?]dc=(\\w+).*");
    private static final int MEMORY = 10_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final IdempotentRepository repository;
    private final Runnable connection;

    private CamelPeer(IdempotentRepository repository, Runnable connection) {
        this.repository = repository;
        this.connection = connection;
        repository.start();
    }

    static Peer open(String store, String address, String prefix) {
        return switch (store) {
            case "memory" -> new CamelPeer(MemoryIdempotentRepository.memoryIdempotentRepository(MEMORY), () -> {});
            case "redis" -> redis(address, prefix);
            case "cassandra" -> cassandra(address, prefix);
            default -> jdbc(address, prefix);
        };
    }

    private static Peer jdbc(String url, String prefix) {
        SingleConnectionDataSource source = new SingleConnectionDataSource(url, true);
        JdbcMessageIdRepository repository = new JdbcMessageIdRepository(source, "bench");
        repository.setTableName(prefix + "CAMEL_MESSAGEPROCESSED");
        return new CamelPeer(repository, source::destroy);
    }

    private static Peer redis(String address, String prefix) {
        SpringRedis redis = SpringRedis.connect(address);
        SpringRedisIdempotentRepository repository =
                new SpringRedisIdempotentRepository(new StringRedisTemplate(redis.factory()), prefix + "camel");
        // Or it would empty the whole database.
        repository.setFlushOnStartup(false);
        return new CamelPeer(repository, redis::close);
    }

    private static Peer cassandra(String address, String prefix) {
        Matcher parts = CASSANDRA.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the address of a keyspace was '" + address + "'");
        }
        CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))))
                .withKeyspace(parts.group(3))
                .withLocalDatacenter(parts.group(4))
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                        .build())
                .build();
        String table = prefix + "camel_idempotent";
        session.execute("CREATE TABLE " + table + " (key varchar PRIMARY KEY)");
        CassandraIdempotentRepository repository = new CassandraIdempotentRepository(session);
        repository.setTable(table);
        repository.setPkColumns("key");
        repository.setWriteConsistencyLevel(DefaultConsistencyLevel.QUORUM);
        repository.setReadConsistencyLevel(DefaultConsistencyLevel.QUORUM);
        return new CamelPeer(repository, session::close);
    }

    @Override
    public int markNew(List<String> ids) {
        int fresh = 0;
        for (String id : ids) {
            if (repository.add(id)) {
                repository.confirm(id);
                fresh++;
            }
        }
        return fresh;
    }

    @Override
    public void close() {
        repository.stop();
        connection.run();
    }
}
