package io.eos.store.redis;

import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.PurgeRequest;
import io.eos.spi.StoreAdmin.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Removes what is older than the retention, a cell at a time and some of it in each script, so that no script holds the server up for long.
 * Thread-safe.
 *
 * <p>The watermarks are read first, and compared in the script that removes. Should one be lowered in between, what is removed was to be
 * removed a moment before; what is recorded after that is not old.
 */
final class Purge {
    private static final int IDS_A_SCRIPT = 1_000;
    private static final int MOST_ENTRIES = 100;

    private final Layout layout;
    private final Calls calls;
    private final Processors processors;
    private final Shards shards;

    Purge(Layout layout, Calls calls, Processors processors, Shards shards) {
        this.layout = layout;
        this.calls = calls;
        this.processors = processors;
        this.shards = shards;
    }

    /** What is removed from one cell. */
    private record Task(Cell cell, List<byte[]> marks) {}

    long purge(PurgeRequest request) {
        Optional<Processors.Known> known = processors.find(request.processor());
        if (known.isEmpty()) {
            return 0;
        }
        List<@Nullable Object> time = Replies.list(calls.read("a purge", Call.of(Command.TIME)));
        long cutoff = Replies.number(time.get(0)) * 1_000_000
                + Replies.number(time.get(1))
                - Claims.micros(request.retention());
        long removed = 0;
        for (Task task : tasks(request.processor(), known.get())) {
            removed += results(task, cutoff, request.limit() - removed);
            removed += claims(task.cell(), cutoff, request.limit() - removed);
        }
        return removed;
    }

    private List<Task> tasks(String processor, Processors.Known known) {
        List<ShardState> states = shards.states(processor, known);
        Layout stored = layout.with(known.buckets());
        List<byte[]> marks = marks(states);
        List<Task> tasks = new ArrayList<>();
        if (known.scope() == Scope.SHARD) {
            states.forEach(state -> tasks.add(new Task(stored.keys().cellOf(state.shard()), marks(List.of(state)))));
        } else {
            for (int i = 0; i < known.buckets(); i++) {
                tasks.add(new Task(stored.keys().bucketOf(processor, i), marks));
            }
        }
        return tasks;
    }

    /** Shards and their watermarks; one without a watermark keeps all. */
    private static List<byte[]> marks(List<ShardState> states) {
        List<byte[]> marks = new ArrayList<>();
        for (ShardState state : states) {
            Shard shard = state.shard();
            if (state.checkpoint().watermark() >= 0) {
                marks.add(Keys.bytes(shard));
                marks.add(Stored.bytes(state.checkpoint().watermark()));
            }
        }
        return marks;
    }

    private long results(Task task, long cutoff, long limit) {
        long removed = 0;
        String from = "-";
        long entries = 1;
        while (removed < limit) {
            Call call = Call.of(Script.PURGE)
                    .key(task.cell().results())
                    .key(task.cell().ages())
                    .with(cutoff)
                    .with(limit - removed)
                    .with(from)
                    .with(entries)
                    .withAll(task.marks());
            List<@Nullable Object> reply = Replies.list(calls.write("a purge", call));
            removed += Replies.number(reply.get(0));
            String last = Replies.text(reply.get(1));
            if (last.isEmpty()) {
                return removed;
            }
            from = "(" + last;
            long idsAnEntry = Math.max(1, Replies.number(reply.get(2)) / entries);
            entries = Math.max(1, Math.min(MOST_ENTRIES, IDS_A_SCRIPT / idsAnEntry));
        }
        return removed;
    }

    private long claims(Cell cell, long cutoff, long limit) {
        long[] removed = {0};
        new Scan(calls, cell.claims()).forEachPage(page -> {
            List<Scan.Pair> old = page.stream()
                    .filter(pair -> Stored.since(pair.value().unsafeArray()) <= cutoff)
                    .limit(limit - removed[0])
                    .toList();
            removed[0] += Scan.delete(calls, "a purge", cell.claims(), old, Integer.MAX_VALUE);
        });
        return removed[0];
    }
}
