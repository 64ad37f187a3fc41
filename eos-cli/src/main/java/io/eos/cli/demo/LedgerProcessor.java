package io.eos.cli.demo;

import io.eos.cli.audit.Effect;
import io.eos.cli.demo.ledger.CassandraLedger;
import io.eos.cli.demo.ledger.RedisLedger;
import io.eos.cli.demo.ledger.SqlLedger;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.cli.demo.ledger.ZooKeeperLedger;
import io.eos.core.HandlerContext;
import io.eos.core.ProcessorBuilder;
import io.eos.core.ProcessorDefinition;
import io.eos.store.redis.RedisEffects;
import io.eos.store.zookeeper.ZooKeeperEffects;
import io.eos.store.zookeeper.ZooKeeperEffects.Versioned;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How the ledger is written with eos: in the transaction that records the result where the storage system has one, else by a sink that makes one
 * entry of all calls with the same idempotency key, beside one that does not look at it. Thread-safe.
 */
public final class LedgerProcessor {
    private final StorageSystem system;
    private final String address;
    private final String ledger;
    private final Function<ConsumerRecord<byte[], byte[]>, Effect> begin;

    /** @param begin says in the journal what is about to be done, and gives it */
    public LedgerProcessor(
            StorageSystem system,
            String address,
            String ledger,
            Function<ConsumerRecord<byte[], byte[]>, Effect> begin) {
        this.system = system;
        this.address = address;
        this.ledger = ledger;
        this.begin = begin;
    }

    /** The processor, ready to start. */
    public ProcessorDefinition define(ProcessorBuilder<byte[], byte[]> builder) {
        return switch (system) {
            case H2, POSTGRESQL, MARIADB -> builder.transact(Connection.class, this::enter);
            case REDIS -> builder.transact(RedisEffects.class, this::enter);
            case ZOOKEEPER -> builder.transact(ZooKeeperEffects.class, this::enter);
            case CASSANDRA -> {
                var keyed = (CassandraLedger) system.open(address, ledger);
                var unkeyed = (CassandraLedger) system.open(address, Variant.unkeyed(ledger));
                yield builder.handle((message, context) -> {
                    Effect entry = begin.apply(message);
                    unkeyed.enter(entry);
                    keyed.enter(entry, context.idempotencyKey());
                });
            }
        };
    }

    private void enter(ConsumerRecord<byte[], byte[]> message, Connection connection, HandlerContext context)
            throws Exception {
        SqlLedger.enter(connection, ledger, begin.apply(message));
    }

    private void enter(ConsumerRecord<byte[], byte[]> message, RedisEffects effects, HandlerContext context) {
        RedisLedger.enter(effects::queue, ledger, begin.apply(message));
    }

    private void enter(ConsumerRecord<byte[], byte[]> message, ZooKeeperEffects effects, HandlerContext context) {
        Effect entry = begin.apply(message);
        String path = ZooKeeperLedger.balance(ledger, entry.account());
        Versioned balance = effects.read(path).orElseThrow();
        effects.create(ZooKeeperLedger.entryPath(ledger, entry), entry.toLine().getBytes(StandardCharsets.UTF_8));
        effects.setData(path, ZooKeeperLedger.added(balance.data().toArray(), entry), balance.version());
    }
}
