package io.eos.store.jdbc;

import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import io.eos.spi.PendingCodec;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin.ShardState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists a processor's shards, and the slots in which its ids are unique. Thread-safe; remembers nothing. */
final class ShardDirectory {
    private final Processors processors;
    private final String table;

    ShardDirectory(Tables tables, Processors processors) {
        this.processors = processors;
        table = tables.shard();
    }

    /** A place where ids are unique. */
    record Slot(int number, @Nullable Shard shard) {}

    /** A shard with its number. */
    record Numbered(int number, ShardState state) {}

    List<Numbered> numbered(Connection connection, String processor) throws SQLException {
        List<Numbered> found = new ArrayList<>();
        Integer number = processors.find(connection, processor);
        if (number == null) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT number, topic_id, part, epoch, node, sequence, watermark, leader_epoch, pending, changed_at FROM "
                        + table + " WHERE processor = ? ORDER BY topic_id, part")) {
            statement.setInt(1, number);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Shard shard = new Shard(processor, UUID.fromString(row.getString(2)), row.getInt(3));
                    List<Pending> pending = PendingCodec.decode(row.getBytes(9));
                    Checkpoint checkpoint =
                            new Checkpoint(row.getLong(6), row.getLong(7), row.getLong(7), row.getInt(8), pending);
                    NodeId node = new NodeId(row.getString(5));
                    found.add(new Numbered(
                            row.getInt(1),
                            new ShardState(shard, row.getLong(4), node, checkpoint, instant(row.getLong(10)))));
                }
            }
        }
        return found;
    }

    List<Slot> slots(Connection connection, String processor) throws SQLException {
        Registration registration = processors.read(connection, processor, "");
        Integer number = processors.find(connection, processor);
        if (registration == null || number == null) {
            return List.of();
        }
        if (registration.stored().scope() == Scope.PROCESSOR) {
            return List.of(new Slot(-number, null));
        }
        return numbered(connection, processor).stream()
                .map(each -> new Slot(each.number(), each.state().shard()))
                .toList();
    }

    @Nullable Numbered find(Connection connection, Shard shard) throws SQLException {
        return numbered(connection, shard.processor()).stream()
                .filter(each -> each.state().shard().equals(shard))
                .findFirst()
                .orElse(null);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
