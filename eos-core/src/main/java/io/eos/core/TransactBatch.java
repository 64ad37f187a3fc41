package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.OutcomeUnknownException;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A batch of {@code transact}: look up, then effects, results, watermark and the check of the tenure in one transaction of the store. With {@code
 * keep-results=false} there are results of dead letters only.
 *
 * <p>The fast path is one transaction for the whole batch. When a handler fails in it, everything is rolled back and the batch goes one
 * message at a time until the one that fails is settled, so that a poison message never undoes its neighbours for good.
 */
final class TransactBatch<R> extends Batch {
    private static final Duration AT_ONCE = Duration.ZERO;
    /** After so many in a row messages go one at a time: a smaller transaction holds fewer locks. */
    private static final int VICTIMS_TOGETHER = 5;
    /** And after so many it counts as the message's own failure. */
    private static final int VICTIMS_ALONE = 20;

    private final Work.Transact<R> work;
    private final TransactionalResultStore<R> store;
    private boolean oneAtATime;
    private int victims;

    TransactBatch(
            NodeContext shared,
            TransactionalResultStore<R> store,
            Work.Transact<R> work,
            ItemRules rules,
            ShardView view,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        super(shared, rules, view, records, next);
        this.store = store;
        this.work = work;
    }

    @Override
    Turn proceed() {
        identify();
        lookUpGaps();
        while (true) {
            lookUp();
            items().stream().filter(item -> item.open() && !item.condemned).forEach(this::decode);
            Barrier.cutAt(this);
            List<Item> open = items().stream().filter(Item::open).toList();
            if (open.isEmpty()) {
                return writeWatermark();
            }
            if (!view.goOn().getAsBoolean()) {
                return new Turn.Later(Duration.ZERO);
            }
            int most = Math.min(open.size(), store.traits().maxBatch());
            List<Item> group = open.subList(0, oneAtATime ? 1 : most);
            Optional<Duration> pause;
            try {
                pause = run(group);
            } catch (OutcomeUnknownException e) {
                if (shared.settings().keepResults()) {
                    throw e;
                }
                // No result has a nonce to look for. The next tenure fences what is on its way, then reads the
                // watermark.
                return new Turn.Unknown(e);
            }
            if (pause.isPresent() && !pause.get().isZero()) {
                return new Turn.Later(pause.get());
            }
        }
    }

    private void decode(Item item) {
        rules.decode(item, view);
    }

    /** Everything is settled. What the last transaction did not cover of the way to the end of the batch is written now. */
    private Turn writeWatermark() {
        long watermark = Barrier.watermark(this, List.of());
        if (view.writer().acknowledged() < watermark) {
            view.writer().record(List.of(), progress(watermark));
        }
        return Turn.DONE;
    }

    /** One transaction. A pause of zero means: go on at once. */
    private Optional<Duration> run(List<Item> group) {
        Checkpoint checkpoint = view.writer().next(progress(Barrier.watermark(this, group)));
        Checkpoint[] written = {checkpoint};
        TransactionOutcome outcome;
        try {
            outcome = store.transact(view.writer().tenure(), resource -> effects(group, resource, written));
        } catch (WorkFailedException e) {
            group.forEach(Item::reopen);
            return view.goOn().getAsBoolean()
                    ? failed(group, e.getCause() == null ? e : e.getCause())
                    : Optional.of(AT_ONCE);
        } catch (OutcomeUnknownException e) {
            group.forEach(Item::reopen);
            group.forEach(item -> item.lookedUp = false);
            throw e;
        } catch (RuntimeException | Error e) {
            group.forEach(Item::reopen);
            throw e;
        }
        return concluded(group, outcome, written[0]);
    }

    private Commit effects(List<Item> group, R resource, Checkpoint[] written) throws Exception {
        if (work.together()) {
            handleTogether(group, resource);
        } else {
            for (Item item : group) {
                if (!item.condemned) {
                    handle(item, resource);
                }
            }
        }
        group.stream().filter(item -> item.condemned).forEach(item -> item.computed(item.result()));
        List<Completion> completions = group.stream()
                .filter(this::isKept)
                .map(item -> Completion.unclaimed(item.id(), item.result()))
                .toList();
        // Only now it is known what of the group is pending.
        Checkpoint checkpoint = written[0];
        written[0] = new Checkpoint(
                checkpoint.sequence(),
                checkpoint.acknowledged(),
                checkpoint.watermark(),
                checkpoint.leaderEpoch(),
                pending(items()));
        view.writer().attempt(written[0]);
        return new Commit(completions, written[0]);
    }

    /** Without results the watermark says that a message is done; a dead letter is still to be published. */
    private boolean isKept(Item item) {
        return item.condemned || shared.settings().keepResults();
    }

    private void handle(Item item, R resource) throws Exception {
        attempt(item);
        HandlerCall call = call(item, 0, false);
        throwing(() -> work.apply(item.decoded(), resource, call));
        handled(item, call.payload());
    }

    private void handleTogether(List<Item> group, R resource) throws Exception {
        List<Item> all = group.stream().filter(item -> !item.condemned).toList();
        if (all.isEmpty()) {
            return;
        }
        List<ConsumerRecord<?, ?>> decoded = new ArrayList<>(all.size());
        for (Item item : all) {
            attempt(item);
            decoded.add(item.decoded());
        }
        throwing(() -> work.applyTogether(decoded, resource));
        for (Item item : all) {
            handled(item, null);
        }
    }

    private void attempt(Item item) {
        if (!view.goOn().getAsBoolean()) {
            throw new CancellationException("the shard is being given up");
        }
        item.attempts++;
    }

    private void handled(Item item, @Nullable Bytes payload) {
        item.computed(shared.results().processed(item, payload, List.of()));
        shared.outputs().check(item.result(), shared.results());
        reached(Step.HANDLED);
    }

    /** What the handler does. */
    private interface Call {
        void run() throws Exception;
    }

    private static void throwing(Call call) throws Exception {
        try {
            call.run();
        } catch (StackOverflowError | LinkageError | AssertionError e) {
            // Bad input can cause these; the store rolls back for exceptions.
            throw new ExecutionException(e);
        }
    }

    private Optional<Duration> concluded(List<Item> group, TransactionOutcome outcome, Checkpoint checkpoint) {
        if (outcome instanceof TransactionOutcome.Committed) {
            victims = 0;
            view.writer().acknowledge(checkpoint);
            reached(Step.RECORDED);
            group.forEach(item -> item.fate = isKept(item) ? Item.Fate.RECORDED : Item.Fate.UNRECORDED);
            reached(Step.CHECKED);
            readBack(group);
            // Until the one that failed is settled; before it, another attempt at all of them would only fail again.
            oneAtATime &= group.stream().allMatch(item -> item.failures == 0 && !item.condemned);
            return Optional.of(AT_ONCE);
        }
        if (outcome instanceof TransactionOutcome.Conflict conflict) {
            for (Item item : group) {
                var winner = conflict.existing().get(item.id());
                if (winner == null) {
                    item.reopen();
                } else {
                    superseded(item, winner);
                }
            }
            return Optional.of(AT_ONCE);
        }
        group.forEach(Item::reopen);
        if (outcome instanceof TransactionOutcome.Refused refused) {
            return failed(group, new IllegalStateException(refused.reason()));
        }
        victims++;
        oneAtATime |= victims >= VICTIMS_TOGETHER;
        if (group.size() == 1 && victims % VICTIMS_ALONE == 0) {
            return failed(
                    group, new IllegalStateException("the database gave its transaction up " + victims + " times"));
        }
        return Optional.of(Backoff.ofHandler(shared.settings()).before(victims));
    }

    /** Something in the group's transaction failed. In a group of several, nobody is to blame yet. */
    private Optional<Duration> failed(List<Item> group, Throwable failure) {
        if (group.size() > 1) {
            oneAtATime = true;
            shared.metrics().handlerFailure();
            shared.log().groupFailed(group.get(0), group.size(), failure);
            return Optional.of(AT_ONCE);
        }
        Optional<Duration> pause = failed(group.get(0), failure);
        return pause.isEmpty() ? Optional.of(AT_ONCE) : pause;
    }

    private ShardWriter.Progress progress(long watermark) {
        return new ShardWriter.Progress(watermark, leaderEpoch(), pending(items()));
    }
}
