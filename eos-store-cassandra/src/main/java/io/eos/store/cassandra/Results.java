package io.eos.store.cassandra;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.StoreLimits;
import io.eos.spi.Tenure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records, replaces and finds results. Thread-safe. */
final class Results {
    private final Changes changes;
    private final Retention retention;
    private final StoreLimits limits;

    Results(Changes changes, Retention retention, StoreLimits limits) {
        this.changes = changes;
        this.retention = retention;
        this.limits = limits;
    }

    List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        Map<MessageId, Bytes> encoded = new HashMap<>();
        completions.forEach(each -> encoded.put(each.id(), encode(each)));
        return changes.apply("a record", tenure, completions, new Recording(tenure, encoded, retention), checkpoint);
    }

    RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        Rule<Completion, RecordOutcome> rule = new Replacing(tenure, expectedNonce, encode(deadLetter), retention);
        return changes.apply("a replacement", tenure, List.of(deadLetter), rule, checkpoint)
                .get(0);
    }

    List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        Map<MessageId, IdRow> rows = changes.slots(tenure.scope()).rows("a look-up", tenure, ids);
        return ids.stream()
                .map(id -> Optional.ofNullable(rows.get(id))
                        .filter(row -> row.state().done())
                        .map(IdRow::result))
                .toList();
    }

    private Bytes encode(Completion completion) {
        return Bytes.wrap(limits.encode(completion.id(), completion.result()));
    }

    private static RecordOutcome against(IdRow present, StoredResult result) {
        return present.nonce() == result.nonce()
                ? new RecordOutcome.Recorded(present.id())
                : new RecordOutcome.Superseded(present.id(), present.result());
    }

    /** A rule about results: only a recorded one lets the watermark move. */
    private interface OfResults<Q> extends Rule<Q, RecordOutcome> {
        @Override
        default boolean holds(RecordOutcome outcome) {
            return !(outcome instanceof RecordOutcome.Recorded);
        }
    }

    private record Recording(Tenure tenure, Map<MessageId, Bytes> encoded, Retention retention)
            implements OfResults<Completion> {
        @Override
        public MessageId id(Completion completion) {
            return completion.id();
        }

        @Override
        public boolean guesses() {
            return true;
        }

        @Override
        public @Nullable IdRow guess(Completion completion) {
            return completion.token() == Completion.UNCLAIMED
                    ? null
                    : IdRow.guess(completion.id(), completion.token(), tenure.shard());
        }

        @Override
        public Step<RecordOutcome> decide(Completion completion, @Nullable IdRow present, Moment moment) {
            MessageId id = completion.id();
            if (present != null && present.state().done()) {
                return Step.of(against(present, completion.result()));
            }
            long presentToken = present == null ? Completion.UNCLAIMED : present.presentToken();
            if (presentToken != completion.token()) {
                return Step.of(new RecordOutcome.ClaimLost(id, presentToken));
            }
            Bytes bytes = Objects.requireNonNull(encoded.get(id));
            return new Step<>(
                    new RecordOutcome.Recorded(id),
                    RowWrite.result(id, present, tenure, completion.token(), completion.result(), bytes, retention));
        }
    }

    private record Replacing(Tenure tenure, long expectedNonce, Bytes encoded, Retention retention)
            implements OfResults<Completion> {
        @Override
        public MessageId id(Completion deadLetter) {
            return deadLetter.id();
        }

        @Override
        public boolean guesses() {
            return false;
        }

        @Override
        public @Nullable IdRow guess(Completion deadLetter) {
            return null;
        }

        @Override
        public Step<RecordOutcome> decide(Completion deadLetter, @Nullable IdRow present, Moment moment) {
            MessageId id = deadLetter.id();
            if (present == null || !present.state().done()) {
                return Step.of(new RecordOutcome.ClaimLost(id, present == null ? 0 : present.presentToken()));
            }
            if (present.nonce() != expectedNonce) {
                return Step.of(against(present, deadLetter.result()));
            }
            return new Step<>(
                    new RecordOutcome.Recorded(id),
                    RowWrite.result(id, present, tenure, present.token(), deadLetter.result(), encoded, retention));
        }
    }
}
