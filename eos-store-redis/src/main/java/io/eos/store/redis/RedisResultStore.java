package io.eos.store.redis;

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
import io.eos.spi.StoreLimits;
import io.eos.spi.StoreTraits;
import io.eos.spi.StoreTraits.Fencing;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store on Redis. Thread-safe.
 *
 * <p>The primitive is the script: a server runs one at a time, alone, from its first line to its last. In {@code SHARD} scope, and in {@code
 * PROCESSOR} scope with one bucket, all that a call needs is in one slot, and each method is one script and one round trip: the check of the
 * tenure, the look at what is there, and the writes are one step ({@code ATOMIC}). In {@code PROCESSOR} scope with several buckets each
 * bucket is such a step under its own copy of the tenure, and the shard's row, with sequence and watermark, is checked before and written
 * after them ({@code CHECKED}).
 *
 * <p>How strong an acknowledged write is depends on the server: see {@link Servers#guarantee()}.
 */
final class RedisResultStore implements TransactionalResultStore<RedisEffects> {
    /** A batch of the longest results stays below the gigabyte that a server takes of one client at a time. */
    private static final StoreLimits LIMITS = new StoreLimits("Redis", 1_000, 512 * 1024);

    private final RedisStoreConfig settings;
    private final Calls calls;
    private final StoreTraits traits;
    private final Processors processors;
    private final Shards shards;
    private final Claims claims;
    private final Results results;
    private final Purge purge;
    private final Transactions transactions;
    private final StoreAdmin admin;
    private volatile boolean closed;

    /** Asks the servers what they are; closes the calls with the store. */
    RedisResultStore(RedisStoreConfig settings, Calls calls) {
        this.settings = settings;
        this.calls = calls;
        Servers servers = Servers.read(calls, settings);
        Layout layout = new Layout(new Keys(settings.prefix()), settings.buckets());
        boolean clustered = settings.address().kind() == RedisAddress.Kind.CLUSTER;
        processors = new Processors(layout, calls);
        shards = new Shards(layout, calls);
        claims = new Claims(layout, calls);
        results = new Results(layout, calls, LIMITS);
        purge = new Purge(layout, calls, processors, shards);
        transactions = new Transactions(layout, calls, LIMITS, clustered);
        admin = new RedisStoreAdmin(layout, calls, processors, shards, this::checkOpen);
        traits = new StoreTraits(
                RedisResultStoreProvider.NAME,
                servers.product(),
                servers.guarantee(),
                Map.of(
                        Scope.SHARD,
                        Fencing.ATOMIC,
                        Scope.PROCESSOR,
                        layout.isSpread(Scope.PROCESSOR) ? Fencing.CHECKED : Fencing.ATOMIC),
                LIMITS.maxResultBytes(),
                LIMITS.maxBatch(),
                false);
    }

    @Override
    public StoreTraits traits() {
        return traits;
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        checkOpen();
        return Servers.read(calls, settings).findings();
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
        return shards.acquire(shard, scope, node);
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

    @Override
    public long purge(PurgeRequest request) {
        checkOpen();
        return purge.purge(request);
    }

    @Override
    public StoreAdmin admin() {
        return admin;
    }

    @Override
    public Class<RedisEffects> resourceType() {
        return RedisEffects.class;
    }

    @Override
    public TransactionOutcome transact(Tenure tenure, Work<RedisEffects> work) {
        checkOpen();
        return transactions.transact(tenure, work);
    }

    @Override
    public void close() {
        closed = true;
        calls.close();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }
}
