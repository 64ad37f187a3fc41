package io.eos.core;

import io.eos.api.StoredResult;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimOutcome.Busy;
import io.eos.spi.ClaimOutcome.Done;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A batch of {@code handle}: claim a few messages, run the handler for each in order, record their results with the watermark, go on. Few are
 * claimed at a time, so that a node that dies leaves few claims behind.
 */
final class HandleBatch extends Batch {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Work.Effect work;
    private final Map<Item, Granted> claims = new LinkedHashMap<>();
    private LeaseKeeper.@Nullable Watch watch;
    /** The first message of the latest claim: its handler is called, or a slow store would have it claimed for ever. */
    private @Nullable Item fresh;

    HandleBatch(
            NodeContext shared,
            ItemRules rules,
            ShardView view,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        super(shared, rules, view, records, next);
        this.work = (Work.Effect) shared.work();
    }

    @Override
    Turn proceed() {
        identify();
        lookUpGaps();
        while (true) {
            Barrier.cutAt(this);
            List<Item> window = window();
            if (window.isEmpty()) {
                return end();
            }
            Optional<Duration> busy = claim(window);
            Optional<Duration> pause = process(window);
            record(window);
            if (!view.goOn().getAsBoolean()) {
                return new Turn.Later(Duration.ZERO);
            }
            if (pause.isPresent() || busy.isPresent()) {
                return new Turn.Later(pause.or(() -> busy).orElse(LONGEST_WAIT));
            }
        }
    }

    /** The next messages that are not settled, as many as are claimed at a time. */
    private List<Item> window() {
        return items().stream()
                .filter(HandleBatch::unsettled)
                .limit(Math.min(
                        shared.settings().claimBatch(), shared.store().traits().maxBatch()))
                .toList();
    }

    private static boolean unsettled(Item item) {
        return item.open() || item.fate == Item.Fate.COMPUTED;
    }

    /** Claims what is not claimed yet. A pause if somebody else holds one: what comes after it in the window is given back. */
    private Optional<Duration> claim(List<Item> window) {
        List<Item> unclaimed = window.stream()
                .filter(item -> unsettled(item) && !claims.containsKey(item))
                .toList();
        if (unclaimed.isEmpty()) {
            return Optional.empty();
        }
        boolean takeOver = shared.settings().takeover() == Settings.Takeover.AT_ONCE;
        List<ClaimRequest> requests = unclaimed.stream()
                .map(item -> new ClaimRequest(item.id(), item.claimNonce(), takeOver))
                .toList();
        long before = shared.clock().nanos();
        List<ClaimOutcome> outcomes = shared.store()
                .claim(view.writer().tenure(), requests, shared.leases().lease());
        Optional<Duration> busy = Optional.empty();
        @Nullable Item first = null;
        for (int i = 0; i < outcomes.size(); i++) {
            Item item = unclaimed.get(i);
            ClaimOutcome outcome = outcomes.get(i);
            if (outcome instanceof Granted granted) {
                first = first == null ? item : first;
                claims.put(item, granted);
                watch().add(granted, before);
            } else if (outcome instanceof Done done) {
                done(item, done.result());
            } else if (outcome instanceof Busy other && busy.isEmpty()) {
                busy = Optional.of(shorter(other.remaining()));
            }
        }
        fresh = first;
        busy.ifPresent(pause -> releaseBehindGap(window));
        reached(Step.CLAIMED);
        return busy;
    }

    private static Duration shorter(Duration remaining) {
        Duration pause = remaining.plusMillis(10);
        return pause.compareTo(LONGEST_WAIT) < 0 ? pause : LONGEST_WAIT;
    }

    /** Two nodes that each hold what the other waits for would wait for ever. */
    private void releaseBehindGap(List<Item> window) {
        boolean gap = false;
        for (Item item : window) {
            if (unsettled(item) && !claims.containsKey(item)) {
                gap = true;
            } else if (gap && item.open()) {
                release(item);
            }
        }
    }

    private void release(Item item) {
        Granted granted = claims.remove(item);
        if (granted != null) {
            watch().remove(granted);
            item.released();
            shared.store().release(view.writer().tenure(), List.of(granted));
        }
    }

    private void done(Item item, StoredResult stored) {
        if (item.fate == Item.Fate.COMPUTED) {
            superseded(item, stored);
        } else {
            rules.settle(item, stored, view);
        }
    }

    /** Runs the handler for what is claimed, up to the first message that is not; a pause if one is to be tried again. */
    private Optional<Duration> process(List<Item> window) {
        List<Item> claimed = new ArrayList<>();
        for (Item item : window) {
            if (item.open()) {
                if (!claims.containsKey(item)) {
                    break;
                }
                claimed.add(item);
            }
        }
        Optional<Duration> pause = shared.order().run(claimed, this::step);
        claimed.stream()
                .filter(item -> item.open() && item != fresh && mayBeLost(item))
                .forEach(this::forget);
        fresh = null;
        return pause;
    }

    private CallOrder.Step step(Item item) {
        if (!view.goOn().getAsBoolean() || (item != fresh && mayBeLost(item))) {
            return CallOrder.Step.STOP;
        }
        CallOrder.Step step = CallOrder.Step.of(process(item, claim(item)));
        return step.goOn() && Batch.holdsWatermark(item.result()) ? CallOrder.Step.STOP : step;
    }

    /**
     * Whether the claim may have run out while the handlers before took their time, or while this node did not know that it had lost the shard:
     * it is asked for again then. A claim that somebody else holds by now is one that two handlers would run under.
     */
    private boolean mayBeLost(Item item) {
        return !watch().certain(claim(item));
    }

    private void forget(Item item) {
        watch().remove(claim(item));
        claims.remove(item);
    }

    private Optional<Duration> process(Item item, Granted granted) {
        return compute(item, call(item, granted.token(), granted.redelivered()), context -> {
            work.apply(item.decoded(), context);
            return List.of();
        });
    }

    private void record(List<Item> window) {
        List<Item> computed = window.stream()
                .filter(item -> item.fate == Item.Fate.COMPUTED && claims.containsKey(item))
                .toList();
        if (computed.isEmpty()) {
            return;
        }
        List<Completion> completions = computed.stream()
                .map(item -> new Completion(item.id(), item.result(), token(item)))
                .toList();
        // Where a claim turns out to be lost, the store keeps the watermark before its message.
        long watermark = Barrier.watermark(this, computed);
        var outcomes =
                view.writer().record(completions, new ShardWriter.Progress(watermark, leaderEpoch(), pending(items())));
        reached(Step.RECORDED);
        apply(computed, outcomes);
        readBack(computed);
        computed.forEach(item -> {
            Granted granted = claims.remove(item);
            if (granted != null) {
                watch().remove(granted);
            }
        });
    }

    private long token(Item item) {
        return claim(item).token();
    }

    private Granted claim(Item item) {
        Granted granted = claims.get(item);
        if (granted == null) {
            throw new IllegalStateException("no claim for " + item.source);
        }
        return granted;
    }

    /** The effect is done, and another node may do it too: the claim is asked for again, and then the result is recorded under it. */
    @Override
    void claimLost(Item item, long token) {
        shared.log().claimLost(item, token);
    }

    @Override
    void superseded(Item item, StoredResult by) {
        StoredResult own = item.result();
        boolean rolledBack = item.attempts > 0 && !own.agreesWith(by) && own.sameInput(by);
        super.superseded(item, by);
        if (!rolledBack) {
            return;
        }
        try {
            Granted undone = claims.get(item);
            work.compensate(item.decoded(), by, call(item, undone == null ? 0 : undone.token(), true));
        } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
            shared.metrics().compensateFailure();
            shared.log().compensateFailed(item, e);
        }
    }

    private Turn end() {
        long watermark = Barrier.watermark(this, List.of());
        if (view.writer().acknowledged() < watermark) {
            view.writer().record(List.of(), new ShardWriter.Progress(watermark, leaderEpoch(), pending(items())));
        }
        List<Granted> left = List.copyOf(claims.values());
        claims.clear();
        watch().close();
        if (!left.isEmpty()) {
            shared.store().release(view.writer().tenure(), left);
        }
        return Turn.DONE;
    }

    /**
     * Gives back the claims on messages that the handler never saw; the others say by their lease that something may have happened. Nor where a
     * result was made: it may still be on its way to the store.
     */
    @Override
    public void abandon() {
        List<Granted> untouched = claims.entrySet().stream()
                .filter(entry -> entry.getKey().open() && entry.getKey().attempts == 0)
                .map(Map.Entry::getValue)
                .toList();
        watch().close();
        if (!untouched.isEmpty()) {
            shared.store().release(view.writer().tenure(), untouched);
        }
    }

    private LeaseKeeper.Watch watch() {
        LeaseKeeper.Watch present = watch;
        if (present == null) {
            present = shared.leases().watch(view.writer().tenure());
            watch = present;
        }
        return present;
    }
}
