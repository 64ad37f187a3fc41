package io.eos.store.cassandra;

import static io.eos.store.cassandra.RowStatements.ofId;
import static io.eos.store.cassandra.RowStatements.ofShard;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.Statement;
import io.eos.api.MessageId;
import io.eos.api.Shard;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The places in which ids are unique. Thread-safe. */
final class Places {
    /** Before all ids, behind the head. */
    private static final byte[] FIRST = {1};

    private final CassandraStatements statements;
    private final ShardSlots shardSlots;
    private final ProcessorSlots processorSlots;
    private final Calls calls;

    Places(CassandraStatements statements, ShardSlots shardSlots, ProcessorSlots processorSlots, Calls calls) {
        this.statements = statements;
        this.shardSlots = shardSlots;
        this.processorSlots = processorSlots;
        this.calls = calls;
    }

    Place of(Shard shard) {
        return new ShardPlace(shard);
    }

    Place of(String processor) {
        return new ProcessorPlace(processor);
    }

    private Stream<IdRow> scan(String operation, Statement statement) {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(calls.readPages(operation, statement), Spliterator.ORDERED),
                        false)
                .map(RowStatements::rowWithoutBody)
                .filter(Objects::nonNull);
    }

    private final class ShardPlace implements Place {
        private final Shard shard;

        ShardPlace(Shard shard) {
            this.shard = shard;
        }

        @Override
        public Shard shard() {
            return shard;
        }

        @Override
        public Map<MessageId, IdRow> rows(String operation, List<MessageId> ids) {
            return shardSlots.rows(operation, shard, ids);
        }

        @Override
        public Stream<IdRow> scan(String operation, @Nullable MessageId from) {
            byte[] first = from == null ? FIRST : from.toBytes();
            return Places.this.scan(
                    operation, ofShard(statements.scanShard, shard).setBytes("first_id", ByteBuffer.wrap(first)));
        }

        @Override
        public boolean sorted() {
            return true;
        }

        @Override
        public List<Calls.Applied> write(String operation, List<RowWrite> writes) {
            BatchStatement batch = new BatchStatement(BatchStatement.Type.UNLOGGED);
            writes.forEach(write -> batch.add(ofId(ofShard(statements.shardRows.write(write), shard), write.id())));
            return Collections.nCopies(writes.size(), calls.write(operation, batch));
        }
    }

    private final class ProcessorPlace implements Place {
        private final String processor;

        ProcessorPlace(String processor) {
            this.processor = processor;
        }

        @Override
        public @Nullable Shard shard() {
            return null;
        }

        @Override
        public Map<MessageId, IdRow> rows(String operation, List<MessageId> ids) {
            return processorSlots.rows(operation, processor, ids);
        }

        @Override
        public Stream<IdRow> scan(String operation, @Nullable MessageId from) {
            return Places.this
                    .scan(operation, statements.scanProcessor.bind().setString("processor", processor))
                    .filter(row -> from == null || row.id().compareTo(from) >= 0);
        }

        @Override
        public boolean sorted() {
            return false;
        }

        @Override
        public List<Calls.Applied> write(String operation, List<RowWrite> writes) {
            return processorSlots.writeRows(operation, processor, writes);
        }
    }
}
