package io.eos.store.zookeeper;

import io.eos.testkit.Mutation;
import io.eos.testkit.MutationContract;
import java.util.List;

/** The rules of the transactions, and of what is read before them, which a test must miss when they are gone. */
class ZooKeeperMutations extends MutationContract {
    @Override
    protected Class<?> contract() {
        return ZooKeeperContractTest.class;
    }

    @Override
    protected List<Mutation> mutations() {
        return List.of(
                Mutation.of(
                        "fence: writes of any epoch",
                        Shards.class,
                        "operations.add(fence(tenure));",
                        "operations.add(Op.check(layout.owner(tenure.shard()), -1));",
                        "Acquiring"),
                Mutation.of(
                        "fence: claims of any epoch",
                        Claims.class,
                        "List.of(shards.fence(tenure), Op",
                        "List.of(Op.check(layout.clock(), -1), Op",
                        "Acquiring"),
                Mutation.of(
                        "nonce: of a tenure",
                        Layout.class,
                        "\"/tenure-\" + epoch + \"-\" + HexFormat.of().toHexDigits(nonce)",
                        "\"/tenure-\" + epoch",
                        "Acquiring"),
                Mutation.of(
                        "sequence: a late write, as remembered",
                        CheckpointState.class,
                        "sequence <= checkpoint.sequence() && ",
                        "",
                        "Checkpointing"),
                Mutation.of(
                        "sequence: a late write, as read",
                        Shards.class,
                        "if (state.sequence() > checkpoint.sequence()) {",
                        "if (false) {",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: a store that went back, as remembered",
                        CheckpointState.class,
                        " && watermark >= checkpoint.acknowledged()",
                        "",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: a store that went back, as read",
                        Shards.class,
                        "if (state.watermark() < checkpoint.acknowledged()) {",
                        "if (false) {",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: at the version that was read",
                        Shards.class,
                        "ShardCodec.encode(tenure.epoch(), checkpoint, state.form()),\n                state.version()));",
                        "ShardCodec.encode(tenure.epoch(), checkpoint, state.form()),\n                -1));",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: beyond what is recorded",
                        Results.class,
                        "Checkpoint next = RecordOutcome.allRecorded(outcomes.values())",
                        "Checkpoint next = true",
                        "Checkpointing"),
                Mutation.of(
                        "watermark: a purge stops there",
                        PurgePass.class,
                        "bound == null || source.offset() >= bound.watermark() ? null : bound",
                        "bound",
                        "Purging"),
                Mutation.of(
                        "watermark: a purge sees that it was lowered",
                        Shards.class,
                        "if (checkpoint.watermark() < state.watermark()) {",
                        "if (false) {",
                        "SegmentRacesTest"),
                Mutation.of(
                        "token: of a record",
                        Results.class,
                        "return present == completion.token() ? null : new ClaimLost(completion.id(), present);",
                        "return null;",
                        "Recording"),
                Mutation.of(
                        "token: of a renewal",
                        Claims.class,
                        "if (slot instanceof Claimed claim && claim.token() == granted.token()) {",
                        "if (slot instanceof Claimed claim) {",
                        "RenewingAndReleasing"),
                Mutation.of(
                        "token: of a release",
                        Claims.class,
                        "if (Slots.of(there, granted.id()) instanceof Claimed claim && claim.token() == granted.token()) {",
                        "if (Slots.of(there, granted.id()) instanceof Claimed claim) {",
                        "RenewingAndReleasing"),
                Mutation.of(
                        "nonce: a repeated write is the same",
                        Results.class,
                        "return there.nonce() == completion.result().nonce()",
                        "return false",
                        "Recording"),
                Mutation.of(
                        "nonce: another write is another",
                        Results.class,
                        "return there.nonce() == completion.result().nonce()",
                        "return true",
                        "Recording"),
                Mutation.of(
                        "nonce: a repeated claim is the same",
                        Claims.class,
                        "slot instanceof Claimed claim && claim.nonce() == request.nonce()",
                        "slot instanceof Claimed claim && claim.nonce() + 1 == request.nonce()",
                        "Claiming"),
                Mutation.of(
                        "sort: pages, from the oldest on",
                        Segments.class,
                        "                .sorted()\n",
                        "",
                        "SegmentPurgeTest"),
                Mutation.of(
                        "last statement: no results but its own",
                        WorkTransactions.class,
                        "if (existing.isEmpty()) {",
                        "if (existing.isEmpty() || !own) {",
                        "Transacting"));
    }
}
