package io.eos.bench;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.ResultSetFuture;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a program would send to Cassandra to do what eos's store does, on the store's tables, under a tenure that the store issued. {@code SHARD} scope: one
 * conditional batch of one partition. {@code PROCESSOR} scope: the head is read, which is the check of the tenure; then a conditional write for each id,
 * and when all are done the checkpoint.
 */
final class BareCassandraClient implements Client {
    /** The store keeps results for so long by default. */
    private static final int TTL = 30 * 24 * 60 * 60;

    private static final byte PROCESSED = 2;
    /** How a list of pending messages is stored that has none. */
    private static final byte[] NOTHING_PENDING = {1};

    // The places of variables in the statement that writes a row.
    private static final int NONCE = 4;
    private static final int SOURCE = 9;
    private static final int OFFSET = 11;
    private static final int BODY = 12;
    private static final int KEY = 13;

    private final Cluster cluster;
    private final Session session;
    private final BareCql cql;
    private final boolean together;
    private final Tenure tenure;
    private final String processor;
    private final UUID topic;
    private final int partition;
    private long sequence;
    private long acknowledged = Checkpoint.NONE;

    /**
     * Goes on under a tenure.
     *
     * @param address of the keyspace in which the tenure is the present one
     */
    BareCassandraClient(String address, Tenure tenure) {
        cluster = CassandraKeyspace.cluster(address);
        session = cluster.connect();
        together = tenure.scope() == Scope.SHARD;
        cql = new BareCql(session, '"' + CassandraKeyspace.name(address) + '"', together);
        this.tenure = tenure;
        Shard shard = tenure.shard();
        processor = shard.processor();
        topic = shard.topicId();
        partition = shard.partition();
    }

    @Override
    public void record(Batch batch) {
        sequence++;
        if (together) {
            BatchStatement all = new BatchStatement(BatchStatement.Type.UNLOGGED);
            all.add(checkpoint(batch.watermark()));
            for (Message message : batch.messages()) {
                all.add(row(message)
                        .setString(KEY, processor)
                        .setUUID(KEY + 1, topic)
                        .setInt(KEY + 2, partition)
                        .setBytesUnsafe(KEY + 3, ByteBuffer.wrap(message.id())));
            }
            check(session.execute(all));
        } else {
            checkTenure();
            List<Statement> rows = new ArrayList<>(batch.size());
            for (Message message : batch.messages()) {
                rows.add(row(message)
                        .setUUID(SOURCE, topic)
                        .setInt(SOURCE + 1, partition)
                        .setString(KEY, processor)
                        .setBytesUnsafe(KEY + 1, ByteBuffer.wrap(message.id())));
            }
            CassandraKeyspace.start(session, rows).forEach(future -> check(future.getUninterruptibly()));
            check(session.execute(checkpoint(batch.watermark())));
        }
        acknowledged = batch.watermark();
    }

    private BoundStatement row(Message message) {
        return cql.write()
                .bind()
                .setInt(0, TTL)
                .setByte(1, PROCESSED)
                .setLong(NONCE, message.nonce())
                .setLong(OFFSET, message.offset())
                .setBytesUnsafe(BODY, ByteBuffer.wrap(message.body()));
    }

    private BoundStatement checkpoint(long watermark) {
        return cql.checkpoint()
                .bind()
                .setLong("sequence", sequence)
                .setLong("watermark", watermark)
                .setInt("leader_epoch", 0)
                .setBytesUnsafe("pending", ByteBuffer.wrap(NOTHING_PENDING))
                .setString("processor", processor)
                .setUUID("topic", topic)
                .setInt("part", partition)
                .setLong("epoch", tenure.epoch())
                .setLong("nonce", tenure.nonce())
                .setLong("acknowledged", acknowledged);
    }

    private void checkTenure() {
        Row head = session.execute(cql.head()
                        .bind()
                        .setString(0, processor)
                        .setUUID(1, topic)
                        .setInt(2, partition))
                .one();
        if (head == null || head.getLong("epoch") != tenure.epoch() || head.getLong("nonce") != tenure.nonce()) {
            throw new IllegalStateException("not recorded: the tenure is not the present one");
        }
    }

    private static void check(ResultSet result) {
        if (!result.wasApplied()) {
            throw new IllegalStateException("not recorded: an id was there already, or the tenure was refused");
        }
    }

    @Override
    public int find(List<MessageId> ids) {
        List<ByteBuffer> keys =
                ids.stream().map(id -> ByteBuffer.wrap(id.toBytes())).toList();
        if (together) {
            BoundStatement look = cql.read()
                    .bind()
                    .setString(0, processor)
                    .setUUID(1, topic)
                    .setInt(2, partition)
                    .setList(3, keys, ByteBuffer.class);
            return fetched(session.execute(look));
        }
        List<Statement> looks = new ArrayList<>(keys.size());
        keys.forEach(key -> looks.add(cql.read().bind().setString(0, processor).setBytesUnsafe(1, key)));
        int found = 0;
        for (ResultSetFuture future : CassandraKeyspace.start(session, looks)) {
            found += fetched(future.getUninterruptibly());
        }
        return found;
    }

    private static int fetched(ResultSet rows) {
        int found = 0;
        for (Row row : rows) {
            found += row.getBytesUnsafe("id") != null && row.getBytesUnsafe("body") != null ? 1 : 0;
        }
        return found;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
