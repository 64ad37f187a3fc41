package io.eos.store.zookeeper;

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
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreTraits;
import io.eos.spi.StoreTraits.Fencing;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import io.eos.store.zookeeper.Results.Encoded;
import io.eos.store.zookeeper.Shards.LastCheckpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.Version;

/**
 * Results in ZooKeeper. Thread-safe. What a tenure writes begins with a check that it is the present one; see the package for how.
 *
 * <p>Linearizable: a {@code multi} is acknowledged by most servers of the ensemble before it counts. Reads come after a {@code sync}, which asks the
 * leader but not the majority: in the seconds until a leader that is cut off notices, who is connected to its side reads what was true
 * before. Nothing is decided on such a read: whatever follows from it is written under the versions that were read, and refused.
 *
 * <p>Not covered: servers that lose what they acknowledged ({@code forceSync=no} and a power failure), an ensemble that is set back to an older
 * snapshot, and znodes that are copied to another ensemble. Transaction numbers, and so tokens, can begin anew there. The next write
 * notices an earlier history by the version or the watermark of the shard's checkpoint, if this store saw a later one; claims that are
 * lost without such a trace go unnoticed.
 */
final class ZooKeeperResultStore implements TransactionalResultStore<ZooKeeperEffects> {
    private static final StoreTraits TRAITS = new StoreTraits(
            ZooKeeperResultStoreProvider.NAME,
            "ZooKeeper, client " + Version.getVersion(),
            Guarantee.LINEARIZABLE,
            Map.of(Scope.SHARD, Fencing.ATOMIC, Scope.PROCESSOR, Fencing.ATOMIC),
            Limits.MAX_RESULT_BYTES,
            Limits.MAX_BATCH,
            false);

    private final Client client;
    private final CallRunner calls;
    private final Processors processors;
    final Shards shards;
    final Segments segments;
    private final Claims claims;
    private final Results results;
    private final Purge purge;
    private final WorkTransactions work;
    private final Preflight preflight;
    private final StoreAdmin admin;

    ZooKeeperResultStore(Client client, Layout layout, CallRunner calls, Duration grace, int capacity) {
        this.client = client;
        this.calls = calls;
        Slots slots = new Slots(client, layout);
        Buckets buckets = new Buckets(client, layout, calls);
        processors = new Processors(client, layout);
        shards = new Shards(client, layout);
        segments = new Segments(client, layout, shards, capacity);
        SegmentVisitor visitor = new SegmentVisitor(client, layout, calls, segments);
        ResultWrites writes = new ResultWrites(client, shards, slots, segments);
        claims = new Claims(client, layout, shards, slots, segments);
        results = new Results(shards, slots, segments, writes);
        SegmentPurge segmentPurge = new SegmentPurge(client, layout, calls, shards, segments, visitor);
        purge = new Purge(client, layout, calls, buckets, segmentPurge, grace);
        work = new WorkTransactions(client, layout, calls, shards, slots, segments, writes);
        preflight = new Preflight(client, layout, calls);
        SegmentAdmin segmentAdmin = new SegmentAdmin(client, calls, segments, visitor);
        admin = new ZooKeeperStoreAdmin(client, layout, calls, processors, shards, buckets, segmentAdmin);
    }

    @Override
    public StoreTraits traits() {
        return TRAITS;
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        return preflight.findings();
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        return calls.run("a registration", call -> processors.register(call, spec));
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        calls.run("an amendment", call -> {
            processors.amend(call, processor, attributes);
            return true;
        });
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        return calls.run("the acquisition of " + shard, call -> {
            Acquisition acquired = shards.acquire(call, shard, scope, node);
            if (scope == Scope.SHARD) {
                segments.load(call, shard);
            }
            return acquired;
        });
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        Limits.STORE.checkBatch("a claim", requests.stream().map(ClaimRequest::id));
        return calls.run("a claim", call -> claims.claim(call, tenure, requests, lease));
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> granted, Duration lease) {
        Limits.STORE.checkBatch("a renewal", granted.stream().map(ClaimOutcome.Granted::id));
        return calls.run("a renewal", call -> claims.renew(call, tenure, granted, lease));
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> granted) {
        Limits.STORE.checkBatch("a release", granted.stream().map(ClaimOutcome.Granted::id));
        calls.run("a release", call -> {
            claims.release(call, tenure, granted);
            return true;
        });
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        Limits.STORE.checkBatch("a record", completions.stream().map(Completion::id));
        Limits.STORE.checkPending(checkpoint);
        List<Encoded> encoded = completions.stream().map(Encoded::of).toList();
        LastCheckpoint cached = shards.lastCheckpoint(tenure.shard());
        synchronized (cached) {
            return calls.run("a record", call -> results.record(call, cached, tenure, encoded, checkpoint));
        }
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        Limits.STORE.checkPending(checkpoint);
        Encoded encoded = Encoded.of(deadLetter);
        LastCheckpoint cached = shards.lastCheckpoint(tenure.shard());
        synchronized (cached) {
            return calls.run(
                    "a replacement", call -> results.replace(call, cached, tenure, expectedNonce, encoded, checkpoint));
        }
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        Limits.STORE.checkBatch("a look-up", ids.stream());
        return calls.run("a look-up", call -> results.find(call, tenure, ids));
    }

    @Override
    public long purge(PurgeRequest request) {
        return purge.purge(request);
    }

    @Override
    public StoreAdmin admin() {
        return admin;
    }

    @Override
    public Class<ZooKeeperEffects> resourceType() {
        return ZooKeeperEffects.class;
    }

    @Override
    public TransactionOutcome transact(Tenure tenure, Work<ZooKeeperEffects> handler) {
        return work.transact(tenure, handler);
    }

    @Override
    public void close() {
        client.close();
    }
}
