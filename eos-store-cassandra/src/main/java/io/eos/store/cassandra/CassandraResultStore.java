package io.eos.store.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.Guarantee;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Finding;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Registration;
import io.eos.spi.RenewOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreLimits;
import io.eos.spi.StoreTraits;
import io.eos.spi.StoreTraits.Fencing;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Results in Apache Cassandra. Thread-safe. See the package for how.
 *
 * <p>The primitive is the lightweight transaction: a batch of conditional updates of one partition, applied whole or not at all in one round of Paxos among
 * its replicas, so linearizable per partition. {@code SHARD} scope keeps a shard in one partition: one such batch per call. {@code PROCESSOR} scope takes one for each id, and
 * checks the tenure by a serial read before them.
 *
 * <p>No transactional effects: the conditions of a batch cannot span partitions, and a handler's own tables are others than these.
 *
 * <p>Not covered: a quorum of replicas that lose acknowledged writes together (see {@link #preflight} for the commit log), plain writes to the
 * tables by others, and with {@code serial-consistency=local-serial} nodes of one processor in several data centres. Clocks of the Cassandra nodes
 * are compared with each other, for leases and retention: they must be kept in step, as Cassandra demands anyway.
 */
final class CassandraResultStore implements ResultStore {
    static final int MAX_BATCH = 500;
    static final int MAX_RESULT_BYTES = 1 << 20;

    private static final StoreLimits LIMITS = new StoreLimits("Cassandra", MAX_BATCH, MAX_RESULT_BYTES);

    private final Cluster cluster;
    private final Processors processors;
    private final Heads heads;
    private final Claims claims;
    private final Results results;
    private final Preflight preflight;
    private final StoreAdmin admin;
    private final StoreTraits traits;
    private volatile boolean closed;

    CassandraResultStore(
            Cluster cluster,
            Session session,
            CassandraStatements statements,
            Tables tables,
            CassandraStoreConfig config) {
        this.cluster = cluster;
        Calls calls = new Calls(session, config);
        Retention retention = new Retention(config.retention());
        processors = new Processors(statements, calls);
        heads = new Heads(statements, processors, calls);
        ShardSlots shardSlots = new ShardSlots(statements, heads, calls);
        ProcessorSlots processorSlots = new ProcessorSlots(statements, heads, calls);
        Changes changes = new Changes(shardSlots, processorSlots, calls);
        claims = new Claims(changes, retention);
        results = new Results(changes, retention, LIMITS);
        preflight = new Preflight(cluster, session, tables, config);
        Places places = new Places(statements, shardSlots, processorSlots, calls);
        Entries entries = new Entries(processors, places, retention, config.shown());
        admin = new CassandraStoreAdmin(processors, heads, entries, this::checkOpen);
        traits = new StoreTraits(
                CassandraResultStoreProvider.NAME,
                "Cassandra " + preflight.version(),
                Guarantee.LINEARIZABLE,
                Map.of(Scope.SHARD, Fencing.ATOMIC, Scope.PROCESSOR, Fencing.CHECKED),
                MAX_RESULT_BYTES,
                MAX_BATCH,
                true);
    }

    @Override
    public StoreTraits traits() {
        return traits;
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        checkOpen();
        return preflight.findings(retention);
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        checkOpen();
        return processors.register(spec);
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        checkOpen();
        processors.amend(processor, attributes);
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        checkOpen();
        return heads.acquire(shard, scope, node);
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        checkOpen();
        LIMITS.checkBatch("a claim", requests.stream().map(ClaimRequest::id));
        return claims.claim(tenure, requests, lease);
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> granted, Duration lease) {
        checkOpen();
        LIMITS.checkBatch("a renewal", granted.stream().map(ClaimOutcome.Granted::id));
        return claims.renew(tenure, granted, lease);
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> granted) {
        checkOpen();
        LIMITS.checkBatch("a release", granted.stream().map(ClaimOutcome.Granted::id));
        claims.release(tenure, granted);
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        checkOpen();
        LIMITS.checkBatch("a record", completions.stream().map(Completion::id));
        return results.record(tenure, completions, checkpoint);
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        checkOpen();
        return results.replace(tenure, expectedNonce, deadLetter, checkpoint);
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        checkOpen();
        LIMITS.checkBatch("a look-up", ids.stream());
        return results.find(tenure, ids);
    }

    /** Nothing to do: what is old is gone by itself. */
    @Override
    public long purge(PurgeRequest request) {
        checkOpen();
        return 0;
    }

    @Override
    public StoreAdmin admin() {
        return admin;
    }

    @Override
    public void close() {
        closed = true;
        cluster.close();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }
}
