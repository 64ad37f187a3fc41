package io.eos.store.redis;

import io.eos.api.NodeId;
import io.eos.api.NotRegisteredException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import io.eos.spi.PendingCodec;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreAdmin.ShardState;
import io.eos.spi.Tenure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * The shards' rows. Thread-safe.
 *
 * <p>Acquiring counts the epoch up in the row, in one script. Where results are elsewhere, each bucket is then told of the tenure, and only
 * when all of them know it the acquisition is over: from then on no bucket takes anything of an older one.
 */
final class Shards {
    private final Layout layout;
    private final Calls calls;

    Shards(Layout layout, Calls calls) {
        this.layout = layout;
        this.calls = calls;
    }

    /** A row as it was read, for changing it only if it is still the same. */
    private record Row(String tenure, ShardState state) {}

    Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        String what = "the acquisition of " + shard;
        Call enlist = Call.of(Script.ENLIST)
                .key(layout.keys().processor(shard.processor()))
                .key(layout.keys().shards(shard.processor()))
                .with(Keys.member(shard));
        List<@Nullable Object> known = Replies.list(calls.write(what, enlist));
        if (known.get(0) == null) {
            throw new NotRegisteredException(shard.processor());
        }
        byte[] version = Replies.bytesOrNull(known.get(2));
        Layout.checkVersion(shard.processor(), version == null ? null : Replies.text(version));
        layout.check(shard.processor(), Scope.valueOf(Replies.text(known.get(0))), (int) Replies.number(known.get(1)));
        long nonce = ThreadLocalRandom.current().nextLong();
        Call acquire = Call.of(Script.ACQUIRE)
                .key(layout.row(shard, scope))
                .with(nonce)
                .with(node.value())
                .with(PendingCodec.encode(List.of()));
        List<@Nullable Object> row = Replies.list(calls.write(what, acquire));
        Tenure tenure = new Tenure(shard, scope, node, Replies.number(row.get(1)), nonce);
        fence(what, layout, shard, scope, tag(tenure));
        long watermark = Replies.number(row.get(2));
        int leaderEpoch = (int) Replies.number(row.get(3));
        List<Pending> pending = PendingCodec.decode(Replies.bytes(row.get(4)));
        return new Acquisition(tenure, new Checkpoint(0, watermark, watermark, leaderEpoch, pending));
    }

    /** A tenure as rows and buckets hold it. */
    static String tag(Tenure tenure) {
        return tenure.epoch() + ":" + tenure.nonce();
    }

    private void fence(String what, Layout where, Shard shard, Scope scope, String tag) {
        if (where.isSpread(scope)) {
            calls.write(
                    what,
                    where.cells(shard, scope).stream()
                            .map(cell -> Call.of(Script.FENCE)
                                    .key(cell.tenures())
                                    .with(Keys.member(shard))
                                    .with(tag))
                            .toList());
        }
    }

    /** The shards of a processor that were ever acquired. */
    List<Shard> list(String processor) {
        Object members = calls.read(
                "a list of shards", Call.of(Command.SMEMBERS).key(layout.keys().shards(processor)));
        return Replies.list(members).stream()
                .map(member -> Keys.shard(processor, Replies.text(member)))
                .sorted(StoreAdmin.SHARD_ORDER)
                .toList();
    }

    List<ShardState> states(String processor, Processors.Known known) {
        List<Shard> shards = list(processor);
        List<Call> rows = shards.stream().map(shard -> rowCall(shard, known)).toList();
        List<@Nullable Object> replies = calls.read("a list of shards", rows);
        List<ShardState> states = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            row(shards.get(i), replies.get(i)).ifPresent(row -> states.add(row.state()));
        }
        return states;
    }

    private Call rowCall(Shard shard, Processors.Known known) {
        return Call.of(Command.HMGET)
                .key(layout.with(known.buckets()).row(shard, known.scope()))
                .withAll(List.of(
                        Call.bytes("tenure"),
                        Call.bytes("node"),
                        Call.bytes("seq"),
                        Call.bytes("wm"),
                        Call.bytes("le"),
                        Call.bytes("pending"),
                        Call.bytes("at")));
    }

    private static Optional<Row> row(Shard shard, @Nullable Object reply) {
        List<@Nullable Object> fields = Replies.list(reply);
        if (fields.get(0) == null) {
            return Optional.empty();
        }
        String tenure = Replies.text(fields.get(0));
        long watermark = Replies.number(fields.get(3));
        Checkpoint checkpoint = new Checkpoint(
                Replies.number(fields.get(2)),
                watermark,
                watermark,
                (int) Replies.number(fields.get(4)),
                PendingCodec.decode(Replies.bytes(fields.get(5))));
        Instant changedAt = Instant.EPOCH.plus(Replies.number(fields.get(6)), ChronoUnit.MICROS);
        long epoch = Long.parseLong(tenure.substring(0, tenure.indexOf(':')));
        NodeId node = new NodeId(Replies.text(fields.get(1)));
        return Optional.of(new Row(tenure, new ShardState(shard, epoch, node, checkpoint, changedAt)));
    }

    void lower(Shard shard, Processors.Known known, long watermark) {
        String what = "lowering the watermark of " + shard;
        while (true) {
            Optional<Row> found = row(shard, calls.read(what, rowCall(shard, known)));
            if (found.isEmpty()) {
                return;
            }
            long nonce = ThreadLocalRandom.current().nextLong();
            List<@Nullable Object> reply =
                    Replies.list(calls.write(what, lowering(shard, known, found.get(), nonce, watermark)));
            if (Replies.text(reply.get(0)).equals("O")) {
                fence(
                        what,
                        layout.with(known.buckets()),
                        shard,
                        known.scope(),
                        Replies.text(reply.get(1)) + ":" + nonce);
                return;
            }
        }
    }

    private Call lowering(Shard shard, Processors.Known known, Row row, long nonce, long watermark) {
        Checkpoint stored = row.state().checkpoint();
        Checkpoint lowered = stored.loweredTo(watermark);
        return Call.of(Script.LOWER)
                .key(layout.with(known.buckets()).row(shard, known.scope()))
                .with(row.tenure())
                .with(stored.sequence())
                .with(nonce)
                .with(lowered.watermark())
                .with(lowered.leaderEpoch())
                .with(PendingCodec.encode(lowered.pending()));
    }
}
