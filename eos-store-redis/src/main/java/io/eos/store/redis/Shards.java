package io.eos.store.redis;

import io.eos.api.NodeId;
import io.eos.api.NotRegisteredException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
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
        Begun begun = begin(what, layout, shard, scope, node.value()).orElseThrow();
        Checkpoint last = begun.last();
        return new Acquisition(new Tenure(shard, scope, node, begun.epoch(), begun.nonce()), last);
    }

    /** A tenure that every bucket knows, and what the one before left. */
    private record Begun(long epoch, long nonce, Checkpoint last) {
        String tag() {
            return tag(epoch, nonce);
        }

        private static String tag(long epoch, long nonce) {
            return epoch + ":" + nonce;
        }
    }

    /**
     * Begins a tenure; without a node, under the present node's name, and only where there is a row. A bucket can know a greater epoch than the
     * row's server, if that lost its last acquisition and its clock is behind: then another one is begun above it.
     */
    private Optional<Begun> begin(String what, Layout where, Shard shard, Scope scope, String node) {
        long floor = 0;
        while (true) {
            long nonce = ThreadLocalRandom.current().nextLong();
            Call acquire = Call.of(Script.ACQUIRE)
                    .key(where.row(shard, scope))
                    .with(nonce)
                    .with(node)
                    .with(PendingCodec.encode(List.of()))
                    .with(floor);
            List<@Nullable Object> row = Replies.list(
                    floor == 0
                            ? calls.write(what, acquire)
                            : calls.writeMore(what, List.of(acquire)).get(0));
            if (!Replies.text(row.get(0)).equals("O")) {
                return Optional.empty();
            }
            long watermark = Replies.number(row.get(2));
            Checkpoint last = new Checkpoint(
                    0,
                    watermark,
                    watermark,
                    (int) Replies.number(row.get(3)),
                    PendingCodec.decode(Replies.bytes(row.get(4))));
            Begun begun = new Begun(Replies.number(row.get(1)), nonce, last);
            floor = fence(what, where, shard, scope, begun);
            if (floor <= begun.epoch()) {
                return Optional.of(begun);
            }
        }
    }

    /** A tenure as rows and buckets hold it. */
    static String tag(Tenure tenure) {
        return Begun.tag(tenure.epoch(), tenure.nonce());
    }

    /** Tells the buckets, and gives the greatest epoch that one of them knows then. */
    private long fence(String what, Layout where, Shard shard, Scope scope, Begun begun) {
        if (!where.isSpread(scope)) {
            return begun.epoch();
        }
        List<Call> all = where.cells(shard, scope).stream()
                .map(cell -> Call.of(Script.FENCE)
                        .key(cell.tenures())
                        .with(Keys.member(shard))
                        .with(begun.tag()))
                .toList();
        return calls.writeMore(what, all).stream()
                .mapToLong(Replies::number)
                .max()
                .orElseThrow();
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
            row(shards.get(i), replies.get(i)).ifPresent(states::add);
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

    private static Optional<ShardState> row(Shard shard, @Nullable Object reply) {
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
        return Optional.of(new ShardState(shard, epoch, node, checkpoint, changedAt));
    }

    /** Fences first: the present owner writes without pause, and a row would never be found as it was read. */
    void lower(Shard shard, Processors.Known known, long watermark) {
        String what = "lowering the watermark of " + shard;
        Layout where = layout.with(known.buckets());
        while (true) {
            Optional<Begun> begun = begin(what, where, shard, known.scope(), "");
            if (begun.isEmpty()) {
                return;
            }
            Checkpoint lowered = begun.get().last().loweredTo(watermark);
            Call call = Call.of(Script.LOWER)
                    .key(where.row(shard, known.scope()))
                    .with(begun.get().tag())
                    .with(lowered.watermark())
                    .with(lowered.leaderEpoch())
                    .with(PendingCodec.encode(lowered.pending()));
            // Only an acquisition can have come in between.
            if (Replies.text(Replies.list(calls.writeMore(what, List.of(call)).get(0))
                            .get(0))
                    .equals("O")) {
                return;
            }
        }
    }
}
