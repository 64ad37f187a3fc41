package io.eos.testkit;

import io.eos.api.Guarantee;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.NotRegisteredException;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A store in this JVM's memory: the executable specification of the SPI, for tests.
 *
 * <p>It does what {@link io.eos.spi.ResultStore} says, in the plainest way: each method takes one lock, checks, writes. Where the words of the SPI and
 * this class leave a question, this class is the answer, and the {@link StoreContract} asks it. In short:
 * <ol>
 *   <li>A shard has one row: epoch, nonce, node, checkpoint. Acquiring counts the epoch up; nothing ever counts it down.
 *   <li>An id has one slot, in its shard or its processor: absent, claimed, interrupted or done ({@link Held}).
 *   <li>Every write first compares epoch and nonce; one with a checkpoint also its sequence and what was acknowledged. Then all of
 *       it happens, or nothing.
 *   <li>A result is put if there is none. The same nonce is the same write.
 *   <li>Tokens come from one counter, which is never set back.
 * </ol>
 *
 * <p>Thread-safe. Its writes are lost with the JVM; otherwise it is linearizable. {@link #snapshot} and {@link #restore} make a store go back to
 * an earlier history, {@link #wipe} empties it, and {@link #reopen} gives a second node its own handle on the same memory.
 */
public final class InMemoryResultStore implements TransactionalResultStore<InMemoryEffects> {
    /** The provider's name. */
    public static final String NAME = "memory";

    /** The longest encoded result, in bytes. */
    public static final int MAX_RESULT_BYTES = 1 << 20;

    /** The most ids that one call takes. */
    public static final int MAX_BATCH = 1_000;

    static final StoreLimits LIMITS = new StoreLimits(NAME, MAX_BATCH, MAX_RESULT_BYTES);

    private static final StoreTraits TRAITS = new StoreTraits(
            NAME,
            "memory of this JVM",
            Guarantee.LINEARIZABLE,
            Map.of(Scope.SHARD, Fencing.ATOMIC, Scope.PROCESSOR, Fencing.ATOMIC),
            MAX_RESULT_BYTES,
            MAX_BATCH,
            false);

    private final Memory memory;
    private final Claims claims;
    private final Results results;
    private volatile boolean closed;

    /** An empty store by the system's clock. */
    public InMemoryResultStore() {
        this(InstantSource.system());
    }

    /**
     * An empty store by another clock, such as a {@link ManualClock}.
     *
     * @param clock of leases and retention
     */
    public InMemoryResultStore(InstantSource clock) {
        this(clock, new Random());
    }

    /**
     * An empty store with its own source of nonces and incarnations too, so that a run can be repeated. The source is used under the
     * store's lock.
     *
     * @param clock of leases and retention
     * @param random such as {@code new Random(seed)}
     */
    public InMemoryResultStore(InstantSource clock, RandomGenerator random) {
        this(new Memory(clock, random));
    }

    InMemoryResultStore(Memory memory) {
        this.memory = memory;
        this.claims = new Claims(memory);
        this.results = new Results(memory);
    }

    /** {@return another handle on the same memory, as another node has it} It is open, also if this one is closed. */
    public InMemoryResultStore reopen() {
        return new InMemoryResultStore(memory);
    }

    private Memory open() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        return memory;
    }

    @Override
    public StoreTraits traits() {
        return TRAITS;
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        open();
        return List.of();
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        synchronized (open()) {
            return memory.processors.computeIfAbsent(
                    spec.name(),
                    name -> new Registration(new UUID(memory.random.nextLong(), memory.random.nextLong()), spec));
        }
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        synchronized (open()) {
            memory.processors.computeIfPresent(processor, (name, registered) -> {
                ProcessorSpec stored = registered.stored();
                Map<String, String> all = new TreeMap<>(stored.attributes());
                all.putAll(attributes);
                return new Registration(registered.incarnation(), ProcessorSpec.of(name, stored.scope(), all));
            });
        }
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        synchronized (open()) {
            if (!memory.processors.containsKey(shard.processor())) {
                throw new NotRegisteredException(shard.processor());
            }
            Memory.Owned before = memory.shard(shard);
            Checkpoint stored = before == null ? Checkpoint.EMPTY : before.checkpoint();
            Checkpoint last =
                    new Checkpoint(0, stored.watermark(), stored.watermark(), stored.leaderEpoch(), stored.pending());
            long epoch = before == null ? 1 : before.epoch() + 1;
            Tenure tenure = new Tenure(shard, scope, node, epoch, memory.random.nextLong());
            memory.write(tenure, last);
            return new Acquisition(tenure, last);
        }
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        LIMITS.checkBatch("a claim", requests.stream().map(ClaimRequest::id));
        synchronized (open()) {
            memory.owned(tenure);
            return requests.stream()
                    .map(each -> claims.claim(tenure, each, lease))
                    .toList();
        }
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> granted, Duration lease) {
        LIMITS.checkBatch("a renewal", granted.stream().map(ClaimOutcome.Granted::id));
        synchronized (open()) {
            memory.owned(tenure);
            return granted.stream()
                    .map(each -> claims.renew(tenure, each, lease))
                    .toList();
        }
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> granted) {
        LIMITS.checkBatch("a release", granted.stream().map(ClaimOutcome.Granted::id));
        synchronized (open()) {
            memory.owned(tenure);
            granted.forEach(each -> claims.release(tenure, each));
        }
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        LIMITS.checkPending(checkpoint);
        LIMITS.checkBatch("a record", completions.stream().map(Completion::id));
        completions.forEach(Results::encode);
        synchronized (open()) {
            memory.guard(tenure, checkpoint);
            List<RecordOutcome> outcomes = completions.stream()
                    .map(each -> results.record(tenure, each))
                    .toList();
            memory.write(tenure, checkpoint, outcomes);
            return outcomes;
        }
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        LIMITS.checkPending(checkpoint);
        Results.encode(deadLetter);
        synchronized (open()) {
            memory.guard(tenure, checkpoint);
            RecordOutcome outcome = results.replace(tenure, expectedNonce, deadLetter);
            memory.write(tenure, checkpoint, List.of(outcome));
            return outcome;
        }
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        LIMITS.checkBatch("a look-up", ids.stream());
        synchronized (open()) {
            return ids.stream().map(id -> results.find(tenure, id)).toList();
        }
    }

    @Override
    public long purge(PurgeRequest request) {
        synchronized (open()) {
            List<Slot> old = results.purgeable(request);
            old.forEach(memory.slots::remove);
            return old.size();
        }
    }

    @Override
    public StoreAdmin admin() {
        return new InMemoryAdmin(this::open);
    }

    @Override
    public Class<InMemoryEffects> resourceType() {
        return InMemoryEffects.class;
    }

    @Override
    public TransactionOutcome transact(Tenure tenure, Work<InMemoryEffects> work) {
        InMemoryEffects effects = new InMemoryEffects(open());
        Commit commit;
        try {
            commit = work.run(effects);
        } catch (Exception e) {
            if (effects.triedToEnd()) {
                return new TransactionOutcome.Refused("the work tried to commit by itself");
            }
            throw new WorkFailedException(e);
        } finally {
            effects.end();
        }
        if (effects.triedToEnd()) {
            return new TransactionOutcome.Refused("the work tried to commit by itself");
        }
        LIMITS.checkBatch("a transaction", commit.completions().stream().map(Completion::id));
        commit.completions().forEach(Results::encode);
        synchronized (open()) {
            return commit(tenure, commit, effects);
        }
    }

    private TransactionOutcome commit(Tenure tenure, Commit commit, InMemoryEffects effects) {
        Optional<TransactionOutcome> ended = results.decidedBefore(tenure, commit);
        if (ended.isPresent()) {
            return ended.get();
        }
        memory.guard(tenure, commit.checkpoint());
        if (effects.isVictim()) {
            return new TransactionOutcome.Victim("another transaction changed what this one had seen");
        }
        results.insert(tenure, commit);
        effects.apply();
        memory.write(tenure, commit.checkpoint());
        return new TransactionOutcome.Committed();
    }

    @Override
    public void close() {
        closed = true;
    }

    /**
     * {@return what is committed of a value that effects wrote}
     *
     * @param key what it was put under
     */
    public Optional<String> value(String key) {
        synchronized (memory) {
            return Optional.ofNullable(memory.values.get(key)).map(Memory.Versioned::value);
        }
    }

    /** {@return the lines that effects appended, in the order of their commits} */
    public List<String> ledger() {
        synchronized (memory) {
            return new ArrayList<>(memory.ledger);
        }
    }

    /**
     * Damages the stored result of an id, in all shards, as a bad disk does: reading it is a {@link io.eos.api.CorruptRecordException} from
     * then on.
     *
     * @param processor a processor's name
     * @param id whose result is damaged
     * @return whether there was one
     */
    public boolean corrupt(String processor, MessageId id) {
        synchronized (memory) {
            boolean any = false;
            for (Map.Entry<Slot, Held> entry : memory.slots.entrySet()) {
                Slot slot = entry.getKey();
                if (slot.processor().equals(processor)
                        && slot.id().equals(id)
                        && entry.getValue() instanceof Held.Done done) {
                    entry.setValue(done.damaged());
                    any = true;
                }
            }
            return any;
        }
    }

    /** {@return all that the memory holds now: processors, shards, results, claims, tokens, effects} */
    public Snapshot snapshot() {
        synchronized (memory) {
            return new Snapshot(memory.copy());
        }
    }

    /**
     * Goes back (or forth) to another history, for all handles: as a restored backup does, or an asynchronous replica that takes over.
     *
     * @param snapshot one that this memory gave
     */
    public void restore(Snapshot snapshot) {
        synchronized (memory) {
            memory.become(snapshot.copy);
        }
    }

    /** Empties the memory, for all handles. Processors get another incarnation when they register again. */
    public void wipe() {
        restore(new Snapshot(new Memory(memory.clock, memory.random)));
    }

    /** What a memory held at one moment. Immutable; good for any store. */
    public static final class Snapshot {
        private final Memory copy;

        private Snapshot(Memory copy) {
            this.copy = copy;
        }
    }
}
