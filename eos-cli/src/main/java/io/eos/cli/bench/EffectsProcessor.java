package io.eos.cli.bench;

import io.eos.core.HandlerContext;
import io.eos.core.ProcessorBuilder;
import io.eos.core.ProcessorDefinition;
import io.eos.store.redis.RedisEffects;
import io.eos.store.zookeeper.ZooKeeperEffects;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An effect for each message in the transaction that records its result: a row, an element of a list, or a znode. Thread-safe. */
final class EffectsProcessor {
    private final CopyArguments task;
    private final boolean together;
    private final String name;

    /**
     * A processor.
     *
     * @param together whether rows are made by one call for all messages of a transaction
     */
    EffectsProcessor(CopyArguments task, boolean together) {
        this.task = task;
        this.together = together;
        name = Effects.table(task);
    }

    /** Whether the store at an address has such transactions. */
    static boolean isPossible(String address) {
        return !address.startsWith("cassandra:");
    }

    ProcessorDefinition define(ProcessorBuilder<byte[], byte[]> builder) throws SQLException {
        if (task.store().startsWith("redis")) {
            return builder.transact(RedisEffects.class, this::append);
        }
        if (task.store().startsWith("zookeeper:")) {
            return builder.transact(ZooKeeperEffects.class, this::createZnode);
        }
        Effects.create(task);
        return together
                ? builder.transactBatch(Connection.class, this::insertTogether)
                : builder.transact(Connection.class, this::insert);
    }

    private void insert(ConsumerRecord<byte[], byte[]> message, Connection connection, HandlerContext context)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Effects.insert(name))) {
            Effects.bind(insert, message);
            insert.executeUpdate();
        }
    }

    private void insertTogether(List<ConsumerRecord<byte[], byte[]>> messages, Connection connection)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Effects.insert(name))) {
            for (ConsumerRecord<byte[], byte[]> message : messages) {
                Effects.bind(insert, message);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void append(ConsumerRecord<byte[], byte[]> message, RedisEffects effects, HandlerContext context) {
        effects.queue("RPUSH", name, new String(message.key(), StandardCharsets.UTF_8));
    }

    private void createZnode(ConsumerRecord<byte[], byte[]> message, ZooKeeperEffects effects, HandlerContext context) {
        effects.create("/" + name + "-" + message.partition() + "-" + message.offset(), message.key());
    }
}
