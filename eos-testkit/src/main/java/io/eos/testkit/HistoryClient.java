package io.eos.testkit;

import io.eos.api.Bytes;
import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes random calls on a store, and writes down what it sees. Not thread-safe: each thread has one of its own. */
final class HistoryClient {
    /** Of every write: they let each other pass, since results are what is looked at. */
    private static final Checkpoint CHECKPOINT = new Checkpoint(1, Checkpoint.NONE, Checkpoint.NONE, -1, List.of());

    private final ResultStore store;
    private final Latest tenure;
    private final History<ModelState> history;
    private final Random random;
    private final boolean acquires;
    private final List<ClaimOutcome.Granted> grants = new ArrayList<>();
    private final List<Runnable> next = new ArrayList<>();

    /**
     * @param tenure of the shard that the calls are for, shared with whoever else calls for it
     * @param acquires whether it acquires the shard now and then
     */
    HistoryClient(ResultStore store, Latest tenure, History<ModelState> history, Random random, boolean acquires) {
        this.store = store;
        this.tenure = tenure;
        this.history = history;
        this.random = random;
        this.acquires = acquires;
    }

    /** The present tenure of a shard, as far as its clients know. */
    static final class Latest {
        private volatile Tenure present;

        Latest(Tenure present) {
            this.present = present;
        }
    }

    /** What a call does to a state; a null answer was not heard. */
    private interface Change<T> {
        Optional<ModelState> on(ModelState state, @Nullable T answer);
    }

    /** Makes one call, on one of these ids, or repeats one whose answer was lost. */
    void call(List<MessageId> ids) {
        if (!next.isEmpty()) {
            next.remove(0).run();
            return;
        }
        MessageId id = ids.get(random.nextInt(ids.size()));
        int kind = random.nextInt(20);
        if (kind < 7) {
            claim(new ClaimRequest(id, Owner.nonce(), false));
        } else if (kind < 13) {
            record(id);
        } else if (kind < 15 && !grants.isEmpty()) {
            release(grants.get(random.nextInt(grants.size())));
        } else if (kind < 19 || !acquires) {
            find(id);
        } else {
            acquire(tenure.present);
        }
    }

    private void claim(ClaimRequest request) {
        Tenure mine = tenure.present;
        ClaimOutcome outcome = call(
                "claim " + request.id() + " by " + mine.epoch() + " with nonce " + request.nonce(),
                mine,
                () -> store.claim(mine, List.of(request), ContractTest.LONG).get(0),
                (state, answer) -> state.claim(request, answer),
                () -> claim(request));
        if (outcome instanceof ClaimOutcome.Granted granted) {
            grants.add(granted);
        }
    }

    /** Usually under the last claim. */
    private void record(MessageId id) {
        long token = Completion.UNCLAIMED;
        for (ClaimOutcome.Granted granted : grants) {
            if (granted.id().equals(id) && random.nextInt(4) > 0) {
                token = granted.token();
            }
        }
        record(new Completion(id, Owner.result(tenure.present, random.nextInt(9), Bytes.utf8("payload")), token));
    }

    private void record(Completion completion) {
        Tenure mine = tenure.present;
        RecordOutcome unused = call(
                "record " + completion.id() + " by " + mine.epoch() + " with nonce "
                        + completion.result().nonce() + " and token " + completion.token(),
                mine,
                () -> store.record(mine, List.of(completion), CHECKPOINT).get(0),
                (state, answer) -> state.record(completion, answer),
                () -> record(completion));
    }

    private void release(ClaimOutcome.Granted granted) {
        Tenure mine = tenure.present;
        Boolean unused = call(
                "release " + granted + " by " + mine.epoch(),
                mine,
                () -> {
                    store.release(mine, List.of(granted));
                    return true;
                },
                (state, answer) -> state.release(granted),
                () -> release(granted));
    }

    private void find(MessageId id) {
        Tenure mine = tenure.present;
        Optional<StoredResult> unused = call(
                "find " + id,
                null,
                () -> store.find(mine, List.of(id)).get(0),
                (state, answer) -> answer == null ? Optional.of(state) : state.find(id, answer),
                () -> find(id));
    }

    /** Begins a tenure, unless somebody did since that one. */
    private void acquire(Tenure last) {
        if (!tenure.present.equals(last)) {
            return;
        }
        int partition = last.shard().partition();
        Tenure begun = call(
                "acquire " + partition,
                null,
                () -> store.acquire(last.shard(), last.scope(), NodeId.random("node"))
                        .tenure(),
                (state, answer) -> state.acquire(partition, answer),
                () -> acquire(last));
        if (begun != null) {
            tenure.present = begun;
        }
    }

    /**
     * Makes a call and writes it down.
     *
     * @param under the tenure without which it is refused, if there is one
     * @param again repeats it
     * @return null if the answer was lost, or the call did not happen
     */
    private <T> @Nullable T call(
            String what, @Nullable Tenure under, Supplier<T> call, Change<T> change, Runnable again) {
        long began = history.begin();
        try {
            T answer = call.get();
            history.answered(what + " -> " + answer, began, state -> on(state, under, change, answer));
            return answer;
        } catch (FencedException e) {
            history.answered(
                    what + " -> fenced",
                    began,
                    state -> under == null || state.owns(under) ? Optional.empty() : Optional.of(state));
            next.add(() -> acquire(tenure.present));
        } catch (OutcomeUnknownException e) {
            history.unknown(what + " -> ?", began, state -> on(state, under, change, null));
            if (random.nextBoolean()) {
                next.add(again);
            }
        } catch (StoreUnavailableException e) {
            // It did not happen.
        }
        return null;
    }

    private static <T> Optional<ModelState> on(
            ModelState state, @Nullable Tenure under, Change<T> change, @Nullable T answer) {
        return under == null || state.owns(under) ? change.on(state, answer) : Optional.empty();
    }
}
