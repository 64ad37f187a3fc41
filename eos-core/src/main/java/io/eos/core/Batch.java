package io.eos.core;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.Output;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A batch of messages of one partition on its way through the protocol. What the three kinds of handler have in common is here: ids,
 * look-up, and what is still to be published.
 */
abstract class Batch implements ShardTask {
    final NodeContext shared;
    final ShardView view;
    final ItemRules rules;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final long next;
    private List<Item> items = List.of();
    private final long begun;
    private final String keyPrefix;
    private int count;
    private List<Outgoing> fromGaps = List.of();
    private boolean gapsLookedUp;
    private @Nullable BatchOutcome outcome;

    /**
     * A batch.
     *
     * @param next the offset after the last record; more than one beyond it where what follows holds no records
     */
    Batch(
            NodeContext shared,
            ItemRules rules,
            ShardView view,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        this.shared = shared;
        this.rules = rules;
        this.view = view;
        this.records = records;
        this.next = next;
        this.count = records.size();
        this.begun = shared.clock().nanos();
        this.keyPrefix = keyPrefix();
    }

    @Override
    public final Turn advance() {
        Turn turn = proceed();
        if (turn instanceof Turn.Done) {
            outcome = BatchOutcome.of(items(), outgoing());
        }
        return turn;
    }

    /** Goes on until done, or until something must be waited for. */
    abstract Turn proceed();

    /** What it came to. Called when it is done. */
    final BatchOutcome outcome() {
        return Objects.requireNonNull(outcome, "done");
    }

    /** How long it is since the batch was made. */
    final Duration age() {
        return shared.clock().since(begun);
    }

    /** When the batch was made: all that it knows of the store is younger. */
    final long begun() {
        return begun;
    }

    /** The messages that this batch settles. */
    final List<Item> items() {
        return items.subList(0, count);
    }

    /** The records that this batch left alone: they come first in the next one. */
    final List<ConsumerRecord<byte[], byte[]>> leftOver() {
        return records.subList(count, records.size());
    }

    /** The offset after this batch. */
    final long next() {
        return count == records.size() ? next : records.get(count).offset();
    }

    /** The leader epoch of the last record, or -1. */
    final int leaderEpoch() {
        return count == 0 ? -1 : records.get(count - 1).leaderEpoch().orElse(-1);
    }

    /** Ends the batch after its first {@code size} messages. */
    final void cut(int size) {
        count = size;
    }

    final void identify() {
        if (items.isEmpty() && !records.isEmpty()) {
            items = rules.identify(view, records);
            cut(items.size());
            reached(Step.IDENTIFIED);
        }
    }

    /** Asks the store for the results of all open messages that it was not asked for yet. */
    final void lookUp() {
        for (List<Item> open = toLookUp(); !open.isEmpty(); open = toLookUp()) {
            for (List<Item> some : chunks(open, shared.store().traits().maxBatch())) {
                lookUp(some);
            }
        }
        reached(Step.LOOKED_UP);
    }

    private List<Item> toLookUp() {
        return items().stream().filter(this::isToLookUp).toList();
    }

    private boolean isToLookUp(Item item) {
        return item.open() && !item.lookedUp && rules.mayHaveResult(item, view);
    }

    private void lookUp(List<Item> some) {
        List<MessageId> ids = some.stream().map(Item::id).toList();
        List<Optional<StoredResult>> found = shared.store().find(view.writer().tenure(), ids);
        for (int i = 0; i < some.size(); i++) {
            Item item = some.get(i);
            item.lookedUp = true;
            found.get(i).ifPresent(stored -> rules.settle(item, stored, view));
        }
    }

    /** Applies what the store said of this node's results; whether all of them are settled. */
    final boolean apply(List<Item> recorded, List<RecordOutcome> outcomes) {
        boolean settled = true;
        for (int i = 0; i < recorded.size(); i++) {
            Item item = recorded.get(i);
            if (outcomes.get(i) instanceof RecordOutcome.Superseded superseded) {
                superseded(item, superseded.by());
                settled &= !item.open();
            } else if (outcomes.get(i) instanceof RecordOutcome.ClaimLost lost) {
                claimLost(item, lost.token());
                settled = false;
            } else {
                item.fate = Item.Fate.RECORDED;
            }
        }
        reached(Step.CHECKED);
        return settled;
    }

    /** Another node's result was there first: this node's work is rolled back. */
    void superseded(Item item, StoredResult by) {
        StoredResult own = item.result();
        boolean agrees = own.agreesWith(by);
        item.rolledBack = item.attempts > 0 && !agrees;
        if (!agrees && own.sameInput(by)) {
            shared.log().conflict(item, by);
        }
        rules.settle(item, by, view);
        shared.metrics().conflict(!agrees);
    }

    /** Somebody holds a claim on a message that needs none here: it is asked for again. */
    void claimLost(Item item, long token) {
        item.fate = Item.Fate.OPEN;
        item.lookedUp = false;
    }

    /** {@code consistency-check=read-back}: what was recorded is read again before the offset moves on. */
    final void readBack(List<Item> recorded) {
        if (shared.settings().consistencyCheck() != Settings.ConsistencyCheck.READ_BACK) {
            return;
        }
        List<Item> own = recorded.stream()
                .filter(item -> item.fate == Item.Fate.RECORDED)
                .toList();
        List<MessageId> ids = own.stream().map(Item::id).toList();
        List<Optional<StoredResult>> found = shared.store().find(view.writer().tenure(), ids);
        for (int i = 0; i < own.size(); i++) {
            Item item = own.get(i);
            if (found.get(i).filter(stored -> stored.nonce() == item.nonce).isEmpty()) {
                throw new FencedException("the result of " + item.source + " was acknowledged and is not what the"
                        + " store holds: it went back to an earlier history");
            }
        }
    }

    /**
     * Whether a result's outputs go out with this batch. With transact and handle only dead letters have any, and one below the
     * committed offset is out already: the store went back, and this is the replay.
     */
    boolean publishes(Item item) {
        return item.publishes() && mayPublish(item.source.offset());
    }

    private boolean mayPublish(long offset) {
        return shared.work().kind() == HandlerKind.TRANSFORM || offset >= view.committedAtStart();
    }

    /** Whether the watermark must not pass the item before its dead letter is published: the source is needed for it. */
    static boolean holdsWatermark(StoredResult result) {
        return result.status() == ResultStatus.DEAD_LETTER && !Outgoing.isWhole(result);
    }

    /** Those of some items that will be recorded and not published, with what earlier batches left. */
    final List<Pending> pending(List<Item> some) {
        List<Item> own = new ArrayList<>(0);
        for (Item item : some) {
            if (isPending(item)) {
                own.add(item);
            }
        }
        if (own.isEmpty()) {
            return view.unpublished();
        }
        SortedMap<Long, Pending> all = new TreeMap<>();
        view.unpublished().forEach(pending -> all.put(pending.offset(), pending));
        own.forEach(item -> all.put(item.source.offset(), new Pending(item.source.offset(), item.id())));
        return List.copyOf(all.values());
    }

    private static boolean isPending(Item item) {
        return switch (item.fate) {
            case OPEN, DUPLICATE, UNRECORDED -> false;
            case COMPUTED, RECORDED, REPLAYED -> !item.result().outputs().isEmpty() && Outgoing.isWhole(item.result());
        };
    }

    /**
     * Finds the recorded and unpublished results whose source lies in this batch's offsets where no record came: their own redelivery will never
     * publish them. Which of them it publishes is known when it is done.
     */
    final void lookUpGaps() {
        if (gapsLookedUp || view.inherited().isEmpty()) {
            return;
        }
        SortedMap<Long, MessageId> missing =
                new TreeMap<>(view.inherited().subMap(view.expected(), Math.max(view.expected(), next)));
        records.forEach(record -> missing.remove(record.offset()));
        List<Pending> pending = new ArrayList<>();
        missing.forEach((offset, id) -> pending.add(new Pending(offset, id)));
        fromGaps = Outgoing.stored(shared.store(), view.writer().tenure(), view.shard(), pending);
        gapsLookedUp = true;
    }

    /** What this batch publishes, in the order of offsets. */
    private List<Outgoing> outgoing() {
        List<Outgoing> own =
                items().stream().filter(this::publishes).map(Outgoing::of).toList();
        if (fromGaps.isEmpty()) {
            return own;
        }
        List<Outgoing> all = new ArrayList<>(own);
        // A batch that was cut short leaves the gaps behind its end to the next one.
        fromGaps.stream()
                .filter(gap -> gap.offset() < next() && mayPublish(gap.offset()))
                .forEach(all::add);
        all.sort(Comparator.comparingLong(Outgoing::offset));
        return all;
    }

    /** How a kind of handler is called. */
    @FunctionalInterface
    interface Handler {
        /** The outputs that it returns, if its kind has any. */
        List<Output> call(HandlerCall context) throws Exception;
    }

    /** Has the handler make a message's result; a pause if it is to be called again. */
    final Optional<Duration> compute(Item item, HandlerCall context, Handler handler) {
        if (item.condemned || !rules.decode(item, view)) {
            item.computed(item.result());
            return Optional.empty();
        }
        item.attempts++;
        try {
            List<Output> outputs = handler.call(context);
            StoredResult result = shared.results().processed(item, context.payload(), outputs);
            shared.outputs().check(result, shared.results());
            item.computed(result);
            reached(Step.HANDLED);
            return Optional.empty();
        } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
            Optional<Duration> pause = failed(item, e);
            if (pause.isEmpty()) {
                item.computed(item.result());
            }
            return pause;
        }
    }

    /** The handler failed for a message: a pause before it is called again, or the message is condemned. */
    final Optional<Duration> failed(Item item, Throwable failure) {
        item.failures++;
        item.failure = failure;
        Optional<Duration> pause = RetryRule.retryAfter(item, failure, shared.settings());
        shared.metrics().handlerFailure();
        shared.log().failed(item, failure, pause);
        if (pause.isEmpty()) {
            item.condemned(shared.results().failed(item, view, failure));
        }
        return pause;
    }

    final HandlerCall call(Item item, long token, boolean redelivered) {
        return new HandlerCall(keyPrefix, shared.node(), item, token, redelivered);
    }

    /** What a message's id is unique in: in {@code SHARD} scope the same id in another partition is another message. */
    private String keyPrefix() {
        Shard shard = view.shard();
        return shared.settings().scope() == Scope.PROCESSOR
                ? shard.processor()
                : shard.processor() + ":" + shard.topicId() + ":" + shard.partition();
    }

    final void reached(Step step) {
        shared.probe().reached(step, view.partition());
    }

    static <T> List<List<T>> chunks(List<T> all, int most) {
        if (all.size() <= most) {
            return List.of(all);
        }
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            chunks.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return chunks;
    }
}
