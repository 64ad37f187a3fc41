package io.eos.store.jdbc;

import io.eos.testkit.Mutation;
import io.eos.testkit.MutationContract;
import java.util.List;

/** The rules of the SQL stores, which a test must miss when they are gone. */
abstract class SqlMutations extends MutationContract {
    static final String SORT = "sort: batches are locked in one order";

    @Override
    protected List<Mutation> mutations() {
        return List.of(
                Mutation.of(
                        "fence: writes of any epoch",
                        Shards.class,
                        "AND epoch = ? AND nonce = ? AND sequence",
                        "AND (epoch = ? OR 1 = 1) AND (nonce = ? OR 1 = 1) AND sequence",
                        "Acquiring"),
                Mutation.of(
                        "fence: claims of any epoch",
                        Shards.class,
                        "AND epoch = ? AND nonce = ? FOR UPDATE",
                        "AND (epoch = ? OR 1 = 1) AND (nonce = ? OR 1 = 1) FOR UPDATE",
                        "Acquiring"),
                Mutation.of(
                        "nonce: of a tenure",
                        Shards.class,
                        "AND nonce = ? AND sequence",
                        "AND (nonce = ? OR 1 = 1) AND sequence",
                        "Acquiring"),
                Mutation.of(
                        "sequence: a late write",
                        Shards.class,
                        "AND sequence <= ?",
                        "AND (sequence <= ? OR 1 = 1)",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: a store that went back",
                        Shards.class,
                        "AND watermark >= ?",
                        "AND (watermark >= ? OR 1 = 1)",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: beyond what is recorded",
                        Results.class,
                        "RecordOutcome.allRecorded(outcomes.values())",
                        "true",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: a purge stops there",
                        Purge.class,
                        "statement.setLong(3, limitOffset);",
                        "statement.setLong(3, Long.MAX_VALUE);",
                        "Purging"),
                Mutation.of(
                        "watermark: a purge sees that it was lowered",
                        Purge.class,
                        "\" FOR UPDATE\") < limitOffset",
                        "\" FOR UPDATE\") < 0",
                        "RaceTest#aPurgeRemovesNothingThatAWatermarkKeepsWhichWasLoweredMeanwhile"),
                Mutation.of(
                        "token: of a record",
                        Results.class,
                        "if (token != completion.token()) {",
                        "if (false) {",
                        "Recording"),
                Mutation.of(
                        "token: of a renewal or release",
                        Claims.class,
                        "row.state() == RowState.CLAIMED && row.token() == claim.token()",
                        "row.state() == RowState.CLAIMED",
                        "RenewingAndReleasing"),
                Mutation.of(
                        "nonce: a repeated write is the same",
                        Results.class,
                        "return there.nonce() == nonce ? new RecordOutcome.Recorded(id) : ",
                        "return ",
                        "Recording"),
                Mutation.of(
                        "nonce: another write is another",
                        Results.class,
                        "return there.nonce() == nonce ?",
                        "return true ?",
                        "Recording"),
                Mutation.of(
                        "nonce: a repeated claim is the same",
                        Claims.class,
                        "row.state() == RowState.CLAIMED && row.claimNonce() == request.nonce()",
                        "false",
                        "Claiming"),
                Mutation.of(
                        SORT,
                        Rows.class,
                        "sorted.sort(Comparator.comparing(one -> row.apply(one).id()));",
                        "",
                        "RaceTest#batchesInDifferentOrdersDoNotDeadlock"),
                Mutation.of(
                        "last statement: its count of rows",
                        Shards.class,
                        "if (statement.executeUpdate() != 1) {\n                throw new FencedException(operation",
                        "if (statement.executeUpdate() != 1 && !operation.equals(\"a transaction\")) {\n"
                                + "                throw new FencedException(operation",
                        "Transacting"),
                Mutation.of(
                        "last statement: a conflict rolls back",
                        WorkTransactions.class,
                        "if (!results.putAll(connection, owner, completions)) {",
                        "if (!results.putAll(connection, owner, completions) && completions.isEmpty()) {",
                        "Transacting"));
    }
}
