package io.eos.store.cassandra;

import io.eos.testkit.Mutation;
import io.eos.testkit.MutationContract;
import java.util.List;

/** The conditions of the lightweight transactions, and what is decided between them, which a test must miss when they are gone. */
class CassandraMutations extends MutationContract {
    private static final String CHECKPOINT = """
            write("UPDATE " + shard + " SET sequence = :sequence, watermark = :watermark,"
                            + " leader_epoch = :leader_epoch, pending = :pending, changed_at = " + NOW + OF_HEAD + OF_TENURE
                            + " AND sequence <= :sequence AND watermark >= :acknowledged");""";

    /** The statement with other conditions; what they do not name goes into a column that a head does not use. */
    private static String checkpoint(String unused, String conditions) {
        return "write(\"UPDATE \" + shard + \" SET sequence = :sequence, watermark = :watermark,\"\n"
                + " + \" leader_epoch = :leader_epoch, pending = :pending, lease = :" + unused
                + ", changed_at = \" + NOW\n"
                + " + OF_HEAD + \" IF " + conditions + "\");";
    }

    @Override
    protected Class<?> contract() {
        return CassandraContractTest.class;
    }

    @Override
    protected List<Mutation> mutations() {
        return List.of(
                Mutation.of(
                        "fence: writes of any epoch",
                        CassandraStatements.class,
                        CHECKPOINT,
                        checkpoint("nonce", "epoch >= :epoch AND sequence <= :sequence AND watermark >= :acknowledged"),
                        "Acquiring"),
                Mutation.of(
                        "fence: claims of any epoch",
                        CassandraStatements.class,
                        "\" SET node = :node\" + OF_HEAD + OF_TENURE",
                        "\" SET node = :node, lease = :nonce\" + OF_HEAD + \" IF epoch >= :epoch\"",
                        "Acquiring"),
                Mutation.of(
                        "fence: as it was read",
                        Changes.class,
                        "Head.check(snapshot.head(), tenure, checkpoint, operation);",
                        "",
                        "Acquiring"),
                Mutation.of(
                        "nonce: of a tenure",
                        CassandraStatements.class,
                        CHECKPOINT,
                        checkpoint("nonce", "epoch = :epoch AND sequence <= :sequence AND watermark >= :acknowledged"),
                        "Acquiring"),
                Mutation.of(
                        "sequence: a late write",
                        CassandraStatements.class,
                        CHECKPOINT,
                        checkpoint("sequence", "epoch = :epoch AND nonce = :nonce AND watermark >= :acknowledged"),
                        "Checkpointing"),
                Mutation.of(
                        "watermark: a store that went back",
                        CassandraStatements.class,
                        CHECKPOINT,
                        checkpoint("acknowledged", "epoch = :epoch AND nonce = :nonce AND sequence <= :sequence"),
                        "Checkpointing"),
                Mutation.of(
                        "watermark: beyond what is recorded",
                        Changes.class,
                        "boolean advances = outcomes.values().stream().noneMatch(rule::holds);",
                        "boolean advances = true;",
                        "Checkpointing"),
                Mutation.of(
                        "pending: named before the rows",
                        Changes.class,
                        "if (checkpoint != null && !writes.isEmpty()) {",
                        "if (checkpoint != null && writes.size() > 100_000) {",
                        "BetweenTest"),
                Mutation.of(
                        "token: of a record, as read",
                        Results.class,
                        "if (presentToken != completion.token()) {",
                        "if (false) {",
                        "Recording"),
                Mutation.of(
                        "token: of a record, as guessed",
                        RowStatements.class,
                        "\" IF state = :old_state AND claim_token = :old_token\");",
                        "\" IF state = :old_state AND claim_token >= :old_token\");",
                        "Recording"),
                Mutation.of(
                        "token: of a renewal",
                        Claims.class,
                        "return present != null && present.isClaim(claim.token())\n"
                                + "                    ? new Step<>(RenewOutcome.RENEWED",
                        "return present != null && present.state() == RowState.CLAIMED\n"
                                + "                    ? new Step<>(RenewOutcome.RENEWED",
                        "RenewingAndReleasing"),
                Mutation.of(
                        "nonce: a repeated write is the same",
                        Results.class,
                        "return present.nonce() == result.nonce()",
                        "return false",
                        "Recording"),
                Mutation.of(
                        "nonce: another write is another",
                        Results.class,
                        "return present.nonce() == result.nonce()",
                        "return true",
                        "Recording"),
                Mutation.of(
                        "nonce: a repeated claim is the same",
                        Claims.class,
                        "claimed && present.nonce() == request.nonce()",
                        "claimed && present.nonce() + 1 == request.nonce()",
                        "Claiming"),
                Mutation.of(
                        "result: is not written over",
                        RowStatements.class,
                        "update + \" IF state = null\"",
                        "update + \" IF state != 99\"",
                        "Recording"),
                Mutation.of(
                        "token: the last one of a row, as read",
                        RowStatements.class,
                        " AND last_token = :old_last_token AND",
                        " AND last_token >= :old_last_token AND",
                        "LastTokenTest"));
    }
}
