package io.eos.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.redis.processor.idempotent.SpringRedisIdempotentRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Reads a topic through Camel's idempotent consumer on {@code camel-kafka}, as many consumers as partitions, on a pool of connections, and sends what is
 * new nowhere, which is in its favour: at least once, no Kafka transaction. Stops after 20 s, since it may be slow.
 */
public final class CamelCopyMain {
    private static final long LONGEST_NANOS = 20_000_000_000L;
    private static final long GLANCE_NANOS = 1_000_000;
    private static final int MEMORY = 10_000_000;

    private CamelCopyMain() {}

    /** Reads; for the arguments see {@link CopyTask}; without a store's address ids are kept in memory. */
    public static void main(String[] args) throws Exception {
        CopyTask task = CopyTask.of(args);
        long all;
        int partitions;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", task.servers()))) {
            var ends = task.ends(admin);
            partitions = ends.size();
            all = ends.values().stream().mapToLong(Long::longValue).sum();
        }
        IdempotentRepository repository = repository(task, partitions);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("kafka:" + task.source() + "?brokers=" + task.servers() + "&groupId=camel-" + task.name()
                                    + "&autoOffsetReset=earliest&consumersCount=" + partitions)
                            .process(exchange -> exchange.getExchangeExtension().addOnCompletion(new Count(task)))
                            .idempotentConsumer(header(KafkaConstants.KEY), repository)
                            .process(exchange -> {});
                }
            });
            camel.start();
            while (task.done() == 0) {
                LockSupport.parkNanos(GLANCE_NANOS);
            }
            long end = System.nanoTime() + LONGEST_NANOS;
            while (task.done() < all && System.nanoTime() < end) {
                LockSupport.parkNanos(GLANCE_NANOS);
            }
            task.ended();
            // What it has under way would take long to stop, and is of no use.
            Runtime.getRuntime().halt(0);
        }
    }

    private static IdempotentRepository repository(CopyTask task, int partitions) {
        String store = task.store();
        String prefix = task.name().replaceAll("\\W", "_") + "_";
        if (store.isEmpty()) {
            return MemoryIdempotentRepository.memoryIdempotentRepository(MEMORY);
        }
        if (store.startsWith("redis:")) {
            SpringRedisIdempotentRepository redis = new SpringRedisIdempotentRepository(
                    new StringRedisTemplate(SpringRedis.connect(store).factory()), prefix + "camel");
            redis.setFlushOnStartup(false);
            return redis;
        }
        if (store.startsWith("jdbc:")) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(store);
            config.setMaximumPoolSize(partitions);
            JdbcMessageIdRepository jdbc = new JdbcMessageIdRepository(new HikariDataSource(config), "bench");
            jdbc.setTableName(prefix + "CAMEL_MESSAGEPROCESSED");
            return jdbc;
        }
        throw new IllegalArgumentException("no idempotent repository of Camel for such an address is measured");
    }
}
