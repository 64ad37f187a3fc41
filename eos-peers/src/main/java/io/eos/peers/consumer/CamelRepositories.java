package io.eos.peers.consumer;

import com.zaxxer.hikari.HikariDataSource;
import io.eos.cli.chaos.peer.PeerTask;
import org.apache.camel.component.redis.processor.idempotent.SpringRedisIdempotentRepository;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.apache.camel.spi.IdempotentRepository;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Camel's own repositories, a name for each group. Stateless. */
final class CamelRepositories {
    private CamelRepositories() {}

    static IdempotentRepository open(PeerTask task) {
        return task.store().equals("redis") ? redis(task) : jdbc(task);
    }

    private static IdempotentRepository redis(PeerTask task) {
        SpringRedisIdempotentRepository repository = new SpringRedisIdempotentRepository(
                new StringRedisTemplate(RedisConnections.open(task)), task.prefix() + task.group());
        // Or it would empty the whole database.
        repository.setFlushOnStartup(false);
        return repository;
    }

    /** The table as it makes it itself, made beforehand: several workers start at once. */
    private static IdempotentRepository jdbc(PeerTask task) {
        HikariDataSource source = SqlConnections.open(task);
        String table = task.prefix() + "camel";
        SqlConnections.create(
                source,
                table,
                "processorName VARCHAR(255) NOT NULL, messageId VARCHAR(100) NOT NULL, createdAt TIMESTAMP,"
                        + " PRIMARY KEY (processorName, messageId)");
        JdbcMessageIdRepository repository = new JdbcMessageIdRepository(source, task.group());
        repository.setTableName(table);
        return repository;
    }
}
