package com.example.mvstore;

import io.eos.api.FencedException;
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
import io.eos.spi.EntryCursor;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Keeps results in a file of H2's MVStore, a key-value store without SQL.
 *
 * <p>Linearizable; fencing is {@code ATOMIC} in both scopes. Every method takes the file's one lock, checks, changes maps, and commits all of it or
 * nothing: see {@link Disk}. What is committed outlives a crash. A file serves one process at a time, which MVStore sees to; a second one is
 * refused when it opens the file. Leases and retention go by that process's clock. Thread-safe.
 */
final class MvResultStore implements ResultStore {
    private static final StoreLimits LIMITS = new StoreLimits("an MVStore", 1_000, 1 << 20);
    private static final StoreTraits TRAITS = new StoreTraits(
            MvResultStoreProvider.NAME,
            "MVStore of H2",
            Guarantee.LINEARIZABLE,
            Map.of(Scope.SHARD, Fencing.ATOMIC, Scope.PROCESSOR, Fencing.ATOMIC),
            LIMITS.maxResultBytes(),
            LIMITS.maxBatch(),
            false);

    private final Tables tables;
    private final MvStoreAdmin admin;

    MvResultStore(Tables tables) {
        this.tables = tables;
        this.admin = new MvStoreAdmin(tables);
    }

    @Override
    public StoreTraits traits() {
        return TRAITS;
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        return tables.read(List::of);
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        return tables.write(() -> {
            Registration there = tables.processor(spec.name());
            if (there != null) {
                return there;
            }
            Registration made = new Registration(UUID.randomUUID(), spec);
            tables.put(made);
            return made;
        });
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        tables.write(() -> {
            Registration there = tables.processor(processor);
            if (there != null) {
                ProcessorSpec stored = there.stored();
                Map<String, String> all = new TreeMap<>(stored.attributes());
                all.putAll(attributes);
                tables.put(new Registration(there.incarnation(), ProcessorSpec.of(processor, stored.scope(), all)));
            }
            return null;
        });
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        return tables.write(() -> {
            if (!tables.processors().containsKey(shard.processor())) {
                throw new NotRegisteredException(shard.processor());
            }
            Tables.Row before = tables.row(shard);
            Checkpoint stored = before == null ? Checkpoint.EMPTY : before.checkpoint();
            Checkpoint last =
                    new Checkpoint(0, stored.watermark(), stored.watermark(), stored.leaderEpoch(), stored.pending());
            Tables.Row row = Tables.Row.next(before, node, last);
            tables.put(shard, row);
            return new Acquisition(new Tenure(shard, scope, node, row.epoch(), row.nonce()), last);
        });
    }

    /** The shard's row, which must be this tenure's. */
    private Tables.Row owned(Tenure tenure) {
        Tables.Row row = tables.row(tenure.shard());
        if (row == null || row.epoch() != tenure.epoch() || row.nonce() != tenure.nonce()) {
            throw new FencedException("tenure " + tenure.epoch() + " of " + tenure.node() + " does not own "
                    + tenure.shard()
                    + (row == null ? ": nobody does" : ": its epoch is " + row.epoch() + ", of " + row.node()));
        }
        return row;
    }

    /** Writes the checkpoint, if all its conditions hold; its watermark only if all that came with it is recorded. */
    private void advance(Tenure tenure, Checkpoint checkpoint, List<RecordOutcome> outcomes) {
        Tables.Row row = owned(tenure);
        Checkpoint stored = row.checkpoint();
        if (stored.sequence() > checkpoint.sequence()) {
            throw new FencedException("write " + checkpoint.sequence() + " of a tenure of " + tenure.shard()
                    + " came after its write " + stored.sequence());
        }
        if (stored.watermark() < checkpoint.acknowledged()) {
            throw new FencedException("the watermark of " + tenure.shard() + " is " + stored.watermark() + ", but "
                    + checkpoint.acknowledged() + " was acknowledged: the file went back to an earlier history");
        }
        Checkpoint next = RecordOutcome.allRecorded(outcomes) ? checkpoint : checkpoint.heldAt(stored);
        tables.put(tenure.shard(), new Tables.Row(row.epoch(), row.nonce(), row.node(), next, Instant.now()));
    }

    private static String key(Tenure tenure, MessageId id) {
        return EntryCursor.of(id, tenure.scope() == Scope.SHARD ? tenure.shard() : null)
                .text();
    }

    private Slot slot(Tenure tenure, MessageId id) {
        byte[] stored = tables.entries(tenure.shard().processor()).get(key(tenure, id));
        return stored == null ? null : Slot.fromBytes(stored);
    }

    private void put(Tenure tenure, MessageId id, Slot slot) {
        tables.entries(tenure.shard().processor()).put(key(tenure, id), slot.toBytes());
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        LIMITS.checkBatch("a claim", requests.stream().map(ClaimRequest::id));
        return tables.write(() -> {
            owned(tenure);
            return requests.stream().map(each -> claim(tenure, each, lease)).toList();
        });
    }

    private ClaimOutcome claim(Tenure tenure, ClaimRequest request, Duration lease) {
        MessageId id = request.id();
        String shard = Tables.key(tenure.shard());
        Instant now = Instant.now();
        Slot slot = slot(tenure, id);
        if (slot != null && slot.isDone()) {
            return new ClaimOutcome.Done(id, slot.decoded());
        }
        if (slot != null && slot.isClaimed()) {
            if (slot.nonce() == request.nonce()) {
                put(tenure, id, slot.renewed(now.plus(lease)));
                return new ClaimOutcome.Granted(id, slot.token(), slot.redelivered());
            }
            boolean mayTakeOver = request.takeOver() && slot.shard().equals(shard) && slot.epoch() < tenure.epoch();
            if (slot.until().isAfter(now) && !mayTakeOver) {
                return new ClaimOutcome.Busy(id, new NodeId(slot.holder()), Duration.between(now, slot.until()));
            }
        }
        // Whatever is there now was ended neither by a result nor by a release.
        boolean redelivered = slot != null;
        long token = tables.nextToken();
        String holder = tenure.node().value();
        put(
                tenure,
                id,
                new Slot(
                        token,
                        request.nonce(),
                        holder,
                        shard,
                        tenure.epoch(),
                        now.plus(lease),
                        redelivered,
                        now,
                        null));
        return new ClaimOutcome.Granted(id, token, redelivered);
    }

    private static long presentToken(Slot slot) {
        return slot != null && slot.isClaimed() ? slot.token() : Completion.UNCLAIMED;
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> claims, Duration lease) {
        LIMITS.checkBatch("a renewal", claims.stream().map(ClaimOutcome.Granted::id));
        return tables.write(() -> {
            owned(tenure);
            List<RenewOutcome> outcomes = new ArrayList<>();
            for (ClaimOutcome.Granted claim : claims) {
                Slot slot = slot(tenure, claim.id());
                boolean held = presentToken(slot) == claim.token();
                if (held) {
                    put(tenure, claim.id(), slot.renewed(Instant.now().plus(lease)));
                }
                outcomes.add(held ? RenewOutcome.RENEWED : RenewOutcome.LOST);
            }
            return outcomes;
        });
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> claims) {
        LIMITS.checkBatch("a release", claims.stream().map(ClaimOutcome.Granted::id));
        tables.write(() -> {
            owned(tenure);
            for (ClaimOutcome.Granted claim : claims) {
                Slot slot = slot(tenure, claim.id());
                if (presentToken(slot) != claim.token()) {
                    continue;
                }
                if (slot.redelivered()) {
                    put(tenure, claim.id(), Slot.interrupted());
                } else {
                    tables.entries(tenure.shard().processor()).remove(key(tenure, claim.id()));
                }
            }
            return null;
        });
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        LIMITS.checkBatch("a record", completions.stream().map(Completion::id));
        completions.forEach(each -> LIMITS.encode(each.id(), each.result())); // refuses before anything is written
        return tables.write(() -> {
            List<RecordOutcome> outcomes =
                    completions.stream().map(each -> record(tenure, each)).toList();
            advance(tenure, checkpoint, outcomes);
            return outcomes;
        });
    }

    private RecordOutcome record(Tenure tenure, Completion completion) {
        MessageId id = completion.id();
        Slot slot = slot(tenure, id);
        if (slot != null && slot.isDone()) {
            return outcome(completion, slot.decoded());
        }
        if (presentToken(slot) != completion.token()) {
            return new RecordOutcome.ClaimLost(id, presentToken(slot));
        }
        put(tenure, id, Slot.done(completion.token(), LIMITS.encode(id, completion.result())));
        return new RecordOutcome.Recorded(id);
    }

    private static RecordOutcome outcome(Completion completion, StoredResult there) {
        return there.nonce() == completion.result().nonce()
                ? new RecordOutcome.Recorded(completion.id())
                : new RecordOutcome.Superseded(completion.id(), there);
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        MessageId id = deadLetter.id();
        byte[] encoded = LIMITS.encode(id, deadLetter.result());
        return tables.write(() -> {
            Slot slot = slot(tenure, id);
            RecordOutcome outcome;
            if (slot == null || !slot.isDone()) {
                outcome = new RecordOutcome.ClaimLost(id, presentToken(slot));
            } else if (slot.decoded().nonce() != expectedNonce) {
                outcome = outcome(deadLetter, slot.decoded());
            } else {
                put(tenure, id, Slot.done(slot.token(), encoded));
                outcome = new RecordOutcome.Recorded(id);
            }
            advance(tenure, checkpoint, List.of(outcome));
            return outcome;
        });
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        LIMITS.checkBatch("a look-up", ids.stream());
        return tables.read(() -> ids.stream()
                .map(id -> Optional.ofNullable(slot(tenure, id))
                        .filter(Slot::isDone)
                        .map(Slot::decoded))
                .toList());
    }

    @Override
    public long purge(PurgeRequest request) {
        Instant before = Instant.now().minus(request.retention());
        long removed = tables.write(() -> admin.remove(
                request.processor(),
                request.limit(),
                slot -> !slot.endedAt().isAfter(before) && !(slot.isDone() && mayComeBack(request, slot))));
        if (removed > 0) {
            tables.compact();
        }
        return removed;
    }

    /** Whether the result's own source lies at or above its shard's watermark, so that a redelivery still needs the result. */
    private boolean mayComeBack(PurgeRequest request, Slot done) {
        var source = done.decoded().source();
        Tables.Row row = tables.row(new Shard(request.processor(), source.topicId(), source.partition()));
        return row == null || source.offset() >= row.checkpoint().watermark();
    }

    @Override
    public StoreAdmin admin() {
        return admin;
    }

    @Override
    public void close() {
        tables.close();
    }
}
