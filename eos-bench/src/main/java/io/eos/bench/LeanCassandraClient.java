package io.eos.bench;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The least that Cassandra can do. {@code SHARD} scope: one conditional batch of one partition, with an insert for each id if it is not there,
 * and the watermark if the epoch is the same. {@code PROCESSOR} scope: a conditional insert for each id, no more under way than the store has, and when
 * all are done the watermark in the same way. There is no claim, no time to live, and no answer about whose result won.
 */
final class LeanCassandraClient implements Client {
    private final Cluster cluster;
    private final Session session;
    private final boolean together;
    private final PreparedStatement insert;
    private final PreparedStatement advance;
    private final PreparedStatement select;
    private final ByteBuffer body = ByteBuffer.wrap(new byte[Messages.storedSize()]);

    private LeanCassandraClient(Cluster cluster, Session session, String keyspace, boolean together) {
        this.cluster = cluster;
        this.session = session;
        this.together = together;
        // What others wrote is under other numbers.
        String mine = Integer.toString(ThreadLocalRandom.current().nextInt());
        String results = keyspace + (together ? ".lean_shard_result" : ".lean_result");
        String shards = together ? results : keyspace + ".lean_shard";
        String levelled = " WITH compaction = {'class': 'LeveledCompactionStrategy'}";
        if (together) {
            session.execute("CREATE TABLE IF NOT EXISTS " + results + " (place int, epoch bigint STATIC,"
                    + " watermark bigint STATIC, id blob, body blob, PRIMARY KEY (place, id))" + levelled);
        } else {
            session.execute("CREATE TABLE IF NOT EXISTS " + results
                    + " (place int, id blob, body blob, PRIMARY KEY ((place, id)))" + levelled);
            session.execute("CREATE TABLE IF NOT EXISTS " + shards
                    + " (place int PRIMARY KEY, epoch bigint, watermark bigint)");
        }
        String there = " WHERE place = " + mine;
        session.execute("UPDATE " + shards + " SET epoch = 1, watermark = 0" + there + " IF epoch = null");
        insert = session.prepare(
                "INSERT INTO " + results + " (place, id, body) VALUES (" + mine + ", :id, :body) IF NOT EXISTS");
        advance = session.prepare("UPDATE " + shards + " SET watermark = :watermark" + there + " IF epoch = 1");
        select = session.prepare(
                        "SELECT id, body FROM " + results + there + " AND id " + (together ? "IN :ids" : "= :id"))
                .setConsistencyLevel(ConsistencyLevel.SERIAL);
    }

    /** Opens it where nothing is. */
    static LeanCassandraClient open(String address, Scope scope) {
        Cluster cluster = CassandraKeyspace.cluster(address);
        String keyspace = '"' + CassandraKeyspace.name(address) + '"';
        return new LeanCassandraClient(cluster, cluster.connect(), keyspace, scope == Scope.SHARD);
    }

    @Override
    public void record(Batch batch) {
        List<Statement> inserts = new ArrayList<>();
        for (Message message : batch.messages()) {
            inserts.add(
                    insert.bind().setBytes("id", ByteBuffer.wrap(message.id())).setBytes("body", body.duplicate()));
        }
        Statement mark = advance.bind().setLong("watermark", batch.watermark());
        if (together) {
            inserts.add(mark);
            check(session.execute(new BatchStatement(BatchStatement.Type.UNLOGGED).addAll(inserts)));
        } else {
            CassandraKeyspace.start(session, inserts).forEach(future -> check(future.getUninterruptibly()));
            check(session.execute(mark));
        }
    }

    private static void check(ResultSet result) {
        if (!result.wasApplied()) {
            throw new IllegalStateException("not recorded: an id was there already");
        }
    }

    @Override
    public int find(List<MessageId> ids) {
        List<ByteBuffer> keys =
                ids.stream().map(id -> ByteBuffer.wrap(id.toBytes())).toList();
        if (together) {
            return fetched(session.execute(select.bind().setList("ids", keys, ByteBuffer.class)));
        }
        List<Statement> selects = new ArrayList<>();
        keys.forEach(key -> selects.add(select.bind().setBytes("id", key)));
        return CassandraKeyspace.start(session, selects).stream()
                .mapToInt(future -> fetched(future.getUninterruptibly()))
                .sum();
    }

    private static int fetched(ResultSet rows) {
        return (int) rows.all().stream()
                .filter(row -> row.getBytes("id") != null && row.getBytes("body") != null)
                .count();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
