package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.FencedException;
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
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One of two stores that are driven in lockstep. What a store chooses by itself is named by its number here, so that answers of both sides can
 * be compared: tenure 3 is the fourth acquisition on either side, grant 5 the sixth claim that was granted. What is left of a lease is
 * not compared. Not thread-safe.
 */
final class Side {
    final ResultStore store;
    private final List<Tenure> tenures = new ArrayList<>();
    private final List<ClaimOutcome.Granted> grants = new ArrayList<>();
    private final Map<Slot, Long> lastTokens = new HashMap<>();
    private final Map<Shard, Long> lastEpochs = new HashMap<>();

    Side(ResultStore store) {
        this.store = store;
    }

    /** The answer of a call, in a form that can be compared; being fenced is an answer too. */
    Object answer(Function<Side, Object> call) {
        try {
            return call.apply(this);
        } catch (FencedException e) {
            return "fenced";
        }
    }

    int grants() {
        return grants.size();
    }

    MessageId grantedId(int grant) {
        return grants.get(grant).id();
    }

    Tenure tenure(int number) {
        return tenures.get(number);
    }

    Object acquire(Shard shard, Scope scope, NodeId node) {
        Acquisition acquisition = store.acquire(shard, scope, node);
        Tenure tenure = acquisition.tenure();
        Long before = lastEpochs.put(shard, tenure.epoch());
        assertThat(tenure.epoch()).as("the epoch of %s", shard).isGreaterThan(before == null ? Long.MIN_VALUE : before);
        tenures.add(tenure);
        return acquisition.last();
    }

    Object claim(int tenure, List<ClaimRequest> requests, Duration lease) {
        return store.claim(tenure(tenure), requests, lease).stream()
                .map(outcome -> comparable(tenure(tenure), outcome))
                .toList();
    }

    private Object comparable(Tenure tenure, ClaimOutcome outcome) {
        if (outcome instanceof ClaimOutcome.Granted granted) {
            return granted.id() + " granted as " + number(tenure, granted) + (granted.redelivered() ? " again" : "");
        }
        return outcome instanceof ClaimOutcome.Busy busy ? busy.id() + " busy with " + busy.holder() : outcome;
    }

    private int number(Tenure tenure, ClaimOutcome.Granted granted) {
        int known = grants.indexOf(granted);
        if (known >= 0) {
            return known;
        }
        Long before = lastTokens.put(Slot.of(tenure, granted.id()), granted.token());
        assertThat(granted.token()).as("the token of %s", granted.id()).isGreaterThan(before == null ? 0 : before);
        grants.add(granted);
        return grants.size() - 1;
    }

    Object renew(int tenure, List<Integer> numbers, Duration lease) {
        return store.renew(tenure(tenure), numbers.stream().map(grants::get).toList(), lease);
    }

    Object release(int tenure, List<Integer> numbers) {
        store.release(tenure(tenure), numbers.stream().map(grants::get).toList());
        return "released";
    }

    /** A result to record under a grant, or under none if its number is negative. */
    record Draft(MessageId id, StoredResult result, int grant) {}

    private Completion completion(Draft draft) {
        long token = draft.grant() < 0
                ? Completion.UNCLAIMED
                : grants.get(draft.grant()).token();
        return new Completion(draft.id(), draft.result(), token);
    }

    Object record(int tenure, List<Draft> drafts, Checkpoint checkpoint) {
        return store
                .record(tenure(tenure), drafts.stream().map(this::completion).toList(), checkpoint)
                .stream()
                .map(this::comparable)
                .toList();
    }

    Object replace(int tenure, long expectedNonce, Draft draft, Checkpoint checkpoint) {
        return comparable(store.replace(tenure(tenure), expectedNonce, completion(draft), checkpoint));
    }

    private Object comparable(RecordOutcome outcome) {
        return outcome instanceof RecordOutcome.ClaimLost lost
                ? lost.id() + " lost to " + number(lost.id(), lost.token())
                : outcome;
    }

    /** The number of a grant by its token; -1 for none. */
    private int number(MessageId id, long token) {
        for (int i = grants.size() - 1; i >= 0; i--) {
            if (grants.get(i).token() == token && grants.get(i).id().equals(id)) {
                return i;
            }
        }
        assertThat(token).as("the token of %s, which was never granted", id).isZero();
        return -1;
    }

    Object lookUp(String processor, MessageId id) {
        return store.admin().lookUp(processor, id).stream()
                .map(this::comparable)
                .toList();
    }

    Object list(String processor) {
        return store.admin().list(processor, null, null, 10_000).entries().stream()
                .map(this::comparable)
                .toList();
    }

    private Object comparable(Entry entry) {
        return entry.shard() + " " + entry.id() + " " + entry.state() + " " + entry.result() + " "
                + number(entry.id(), entry.token()) + " " + entry.holder();
    }

    Object shards(String processor) {
        return store.admin().shards(processor).stream()
                .map(state -> state.shard() + " " + state.node() + " " + state.checkpoint())
                .toList();
    }
}
