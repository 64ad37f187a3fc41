package io.eos.store.jdbc;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Tenure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Puts results if absent, and finds them. Thread-safe; works within the caller's transaction, and writes the checkpoint last. */
final class Results {
    private final Rows rows;
    private final Shards shards;

    Results(Rows rows, Shards shards) {
        this.rows = rows;
        this.shards = shards;
    }

    List<RecordOutcome> record(
            Connection connection, Tenure tenure, List<Completion> completions, Checkpoint checkpoint)
            throws SQLException {
        Owner owner = shards.owner(connection, tenure);
        List<RowWrite> unclaimed = new ArrayList<>();
        for (Completion completion : completions) {
            if (completion.token() == Completion.UNCLAIMED) {
                unclaimed.add(write(connection, owner, completion));
            }
        }
        boolean allInserted = rows.insertAbsent(connection, owner.slot(), unclaimed) == unclaimed.size();
        List<Completion> open = completions.stream()
                .filter(completion -> !allInserted || completion.token() != Completion.UNCLAIMED)
                .toList();
        Map<MessageId, RecordOutcome> outcomes = recordPresent(connection, owner, open);
        shards.checkpoint(connection, owner, checkpoint, "a record", RecordOutcome.allRecorded(outcomes.values()));
        return completions.stream()
                .map(completion -> outcomes.getOrDefault(completion.id(), new RecordOutcome.Recorded(completion.id())))
                .toList();
    }

    /** Decides about completions of which something may be there already. */
    private Map<MessageId, RecordOutcome> recordPresent(
            Connection connection, Owner owner, List<Completion> completions) throws SQLException {
        Map<MessageId, RecordOutcome> outcomes = new HashMap<>();
        List<RowChange> changes = new ArrayList<>();
        Map<MessageId, Row> present = rows.forUpdate(
                connection,
                owner.slot(),
                completions.stream().map(Completion::id).toList());
        for (Completion completion : completions) {
            MessageId id = completion.id();
            Row row = present.get(id);
            if (row != null && row.state().done()) {
                outcomes.put(
                        id, againstResult(id, row.result(), completion.result().nonce()));
                continue;
            }
            long token = row != null && row.state() == RowState.CLAIMED ? row.token() : Completion.UNCLAIMED;
            if (token != completion.token()) {
                outcomes.put(id, new RecordOutcome.ClaimLost(id, token));
            } else if (row == null) {
                throw new LostRaceException("a row vanished between an insert and a look-up");
            } else {
                changes.add(new RowChange(row, write(connection, owner, completion)));
                outcomes.put(id, new RecordOutcome.Recorded(id));
            }
        }
        rows.update(connection, owner.slot(), changes);
        return outcomes;
    }

    private static RecordOutcome againstResult(MessageId id, StoredResult there, long nonce) {
        return there.nonce() == nonce ? new RecordOutcome.Recorded(id) : new RecordOutcome.Superseded(id, there);
    }

    RecordOutcome replace(
            Connection connection, Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint)
            throws SQLException {
        Owner owner = shards.owner(connection, tenure);
        MessageId id = deadLetter.id();
        Row row = rows.forUpdate(connection, owner.slot(), List.of(id)).get(id);
        RecordOutcome outcome;
        if (row == null || !row.state().done()) {
            long token = row != null && row.state() == RowState.CLAIMED ? row.token() : Completion.UNCLAIMED;
            outcome = new RecordOutcome.ClaimLost(id, token);
        } else if (row.result().nonce() == expectedNonce) {
            int shard = sourceShard(connection, owner, deadLetter.result());
            RowWrite write = RowWrite.result(id, shard, deadLetter.result(), row.token());
            rows.update(connection, owner.slot(), List.of(new RowChange(row, write)));
            outcome = new RecordOutcome.Recorded(id);
        } else {
            outcome = againstResult(id, row.result(), deadLetter.result().nonce());
        }
        boolean advances = outcome instanceof RecordOutcome.Recorded;
        shards.checkpoint(connection, owner, checkpoint, "a replacement", advances);
        return outcome;
    }

    /**
     * Puts the results of a transaction, all of them.
     *
     * @return false if a result was there already; then the transaction must be rolled back
     */
    boolean putAll(Connection connection, Owner owner, List<Completion> completions) throws SQLException {
        Map<MessageId, RowWrite> writes = new TreeMap<>();
        Map<MessageId, Long> nonces = new HashMap<>();
        for (Completion completion : completions) {
            writes.put(completion.id(), write(connection, owner, completion));
            nonces.put(completion.id(), completion.result().nonce());
        }
        int inserted = rows.insertAbsent(connection, owner.slot(), List.copyOf(writes.values()));
        if (inserted == writes.size()) {
            return true;
        }
        int own = 0;
        List<RowChange> changes = new ArrayList<>();
        Map<MessageId, Row> present = rows.forUpdate(connection, owner.slot(), List.copyOf(writes.keySet()));
        for (Map.Entry<MessageId, RowWrite> write : writes.entrySet()) {
            Row row = present.get(write.getKey());
            if (row == null) {
                throw new LostRaceException("a row vanished between an insert and a look-up");
            }
            if (!row.state().done()) {
                changes.add(new RowChange(row, write.getValue())); // in the place of a claim
            } else if (Objects.equals(row.result().nonce(), nonces.get(row.id()))) {
                own++;
            } else {
                return false;
            }
        }
        rows.update(connection, owner.slot(), changes);
        return own == inserted;
    }

    List<Optional<StoredResult>> find(Connection connection, Tenure tenure, List<MessageId> ids) throws SQLException {
        Integer slot = shards.slot(connection, tenure);
        Map<MessageId, Row> present = slot == null ? Map.of() : rows.find(connection, slot, ids);
        return ids.stream()
                .map(id -> Optional.ofNullable(present.get(id))
                        .filter(row -> row.state().done())
                        .map(Row::result))
                .toList();
    }

    private RowWrite write(Connection connection, Owner owner, Completion completion) throws SQLException {
        StoredResult result = completion.result();
        return RowWrite.result(completion.id(), sourceShard(connection, owner, result), result, completion.token());
    }

    /** The number of the shard that the message stands in: the tenure's own but for odd callers; 0 if the store cannot tell. */
    private int sourceShard(Connection connection, Owner owner, StoredResult result) throws SQLException {
        Shard own = owner.tenure().shard();
        if (result.source().in(own)) {
            return owner.shard();
        }
        Integer other = shards.number(
                connection,
                new Shard(
                        own.processor(),
                        result.source().topicId(),
                        result.source().partition()));
        return other == null ? 0 : other;
    }
}
