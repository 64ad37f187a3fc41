package io.eos.store.redis;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.PendingCodec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.StoreLimits;
import io.eos.spi.Tenure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Results and checkpoints. Thread-safe.
 *
 * <p>Where the shard's row is in the slot of its results, guard, results and checkpoint are one script. Where they are spread: sequence and
 * pending are written to the row under the checkpoint's conditions, so that whoever acquires the shard knows of each result that may be
 * unpublished; then each bucket puts its results if absent (under its copy of the tenure), and when all have answered the checkpoint is
 * written, under its conditions again.
 */
final class Results {
    private final Layout layout;
    private final Calls calls;
    private final StoreLimits limits;
    private final ServerTime time = new ServerTime();

    Results(Layout layout, Calls calls, StoreLimits limits) {
        this.layout = layout;
        this.calls = calls;
        this.limits = limits;
    }

    List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        List<byte[]> results = new ArrayList<>();
        for (Completion completion : completions) {
            results.add(limits.encode(completion.id(), completion.result()));
        }
        if (layout.isSpread(tenure.scope()) && !completions.isEmpty()) {
            return recordSpread(tenure, completions, results, checkpoint);
        }
        Cell cell = layout.cell(tenure.shard(), tenure.scope(), 0);
        Call call = guarded(Script.RECORD, layout.rowFence(tenure), tenure, checkpoint, "");
        if (!completions.isEmpty()) {
            add(call, cell, completions, results, time.micros());
        }
        RecordOutcome[] outcomes = recorded(completions);
        Object reply = calls.write("a record", call);
        read(reply, tenure, checkpoint, completions, null, outcomes);
        time.tell(Replies.text(Replies.list(reply).get(1)));
        return Arrays.asList(outcomes);
    }

    private List<RecordOutcome> recordSpread(
            Tenure tenure, List<Completion> completions, List<byte[]> results, Checkpoint checkpoint) {
        String announced = announce(tenure, checkpoint);
        List<Layout.Part> parts =
                layout.split(tenure, completions.stream().map(Completion::id).toList());
        List<Call> all = new ArrayList<>();
        for (Layout.Part part : parts) {
            Call call = guarded(Script.RECORD, part.fence(), tenure, checkpoint, announced);
            add(
                    call,
                    part.cell(),
                    of(completions, part.numbers()),
                    of(results, part.numbers()),
                    Long.parseLong(announced));
            all.add(call);
        }
        RecordOutcome[] outcomes = recorded(completions);
        List<@Nullable Object> replies = calls.writeMore("a record", all);
        for (int i = 0; i < parts.size(); i++) {
            read(replies.get(i), tenure, checkpoint, completions, parts.get(i).numbers(), outcomes);
        }
        writeCheckpoint(tenure, checkpoint, outcomes);
        return Arrays.asList(outcomes);
    }

    /** Names in the row what may be recorded and unpublished from now on; gives the time of the server that has the row. */
    private String announce(Tenure tenure, Checkpoint checkpoint) {
        Call call = guarded(Script.ANNOUNCE, layout.rowFence(tenure), tenure, checkpoint, "");
        return Replies.text(Replies.accepted(calls.write("an announcement", call), tenure, checkpoint)
                .get(1));
    }

    private static <T> List<T> of(List<T> all, List<Integer> numbers) {
        return numbers.stream().map(all::get).toList();
    }

    /** Adds what is to be recorded in a cell. */
    private static void add(Call call, Cell cell, List<Completion> completions, List<byte[]> results, long micros) {
        List<byte[]> ids = completions.stream()
                .map(completion -> completion.id().toBytes())
                .toList();
        boolean claimed = completions.stream().anyMatch(completion -> completion.token() != Completion.UNCLAIMED);
        call.key(cell.results()).key(cell.claims()).key(cell.ages());
        call.with(claimed ? "1" : "").with(Stored.list(ids));
        for (int i = 0; i < ids.size(); i++) {
            call.with(ids.get(i)).with(Stored.result(completions.get(i).token(), micros, results.get(i)));
        }
    }

    /** Unless something is not recorded: then what was announced is all that is written. */
    private void writeCheckpoint(Tenure tenure, Checkpoint checkpoint, RecordOutcome... outcomes) {
        if (!RecordOutcome.allRecorded(Arrays.asList(outcomes))) {
            return;
        }
        Call call = guarded(Script.RECORD, layout.rowFence(tenure), tenure, checkpoint, "");
        Replies.accepted(calls.writeMore("a checkpoint", List.of(call)).get(0), tenure, checkpoint);
    }

    /** A script that begins with the guard. */
    static Call guarded(Script script, Layout.Fence fence, Tenure tenure, Checkpoint checkpoint, String time) {
        return Call.of(script)
                .key(fence.key())
                .with(fence.field())
                .with(Shards.tag(tenure))
                .with(checkpoint.sequence())
                .with(checkpoint.acknowledged())
                .with(checkpoint.watermark())
                .with(checkpoint.leaderEpoch())
                .with(PendingCodec.encode(checkpoint.pending()))
                .with(time);
    }

    private static RecordOutcome[] recorded(List<Completion> completions) {
        return completions.stream()
                .map(completion -> (RecordOutcome) new RecordOutcome.Recorded(completion.id()))
                .toArray(RecordOutcome[]::new);
    }

    /** Reads what did not become a result. */
    private static void read(
            @Nullable Object reply,
            Tenure tenure,
            Checkpoint checkpoint,
            List<Completion> completions,
            @Nullable List<Integer> numbers,
            RecordOutcome[] outcomes) {
        List<@Nullable Object> list = Replies.accepted(reply, tenure, checkpoint);
        for (int i = 2; i < list.size(); i += 2) {
            int place = (int) Replies.number(list.get(i)) - 1;
            int number = numbers == null ? place : numbers.get(place);
            outcomes[number] = outcome(completions.get(number), Replies.bytes(list.get(i + 1)));
        }
    }

    /** What is there instead: a result, or no more than the token of a claim. */
    private static RecordOutcome outcome(Completion completion, byte[] there) {
        if (there.length == Long.BYTES) {
            return new RecordOutcome.ClaimLost(completion.id(), Stored.number(there, 0));
        }
        StoredResult result = Stored.result(there, 0);
        return result.nonce() == completion.result().nonce()
                ? new RecordOutcome.Recorded(completion.id())
                : new RecordOutcome.Superseded(completion.id(), result);
    }

    RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        byte[] result = limits.encode(deadLetter.id(), deadLetter.result());
        boolean spread = layout.isSpread(tenure.scope());
        String time = spread ? announce(tenure, checkpoint) : "";
        Layout.Part part = layout.split(tenure, List.of(deadLetter.id())).get(0);
        Call call = guarded(Script.REPLACE, part.fence(), tenure, checkpoint, time)
                .key(part.cell().results())
                .key(part.cell().claims())
                .with(deadLetter.id().toBytes())
                .with(Stored.bytes(expectedNonce))
                .with(result);
        RecordOutcome[] outcomes = recorded(List.of(deadLetter));
        String what = "a replacement";
        Object reply = spread ? calls.writeMore(what, List.of(call)).get(0) : calls.write(what, call);
        read(reply, tenure, checkpoint, List.of(deadLetter), null, outcomes);
        if (spread) {
            writeCheckpoint(tenure, checkpoint, outcomes);
        }
        return outcomes[0];
    }

    List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        List<Optional<StoredResult>> found = new ArrayList<>();
        ids.forEach(id -> found.add(Optional.empty()));
        if (ids.isEmpty()) {
            return found;
        }
        List<Layout.Part> parts = layout.split(tenure, ids);
        List<Call> all = new ArrayList<>();
        for (Layout.Part part : parts) {
            Call call = Call.of(Command.HMGET).key(part.cell().results());
            part.numbers().forEach(number -> call.with(ids.get(number).toBytes()));
            all.add(call);
        }
        List<@Nullable Object> replies = calls.read("a look-up", all);
        for (int p = 0; p < parts.size(); p++) {
            List<@Nullable Object> values = Replies.list(replies.get(p));
            List<Integer> numbers = parts.get(p).numbers();
            for (int i = 0; i < numbers.size(); i++) {
                byte[] value = Replies.bytesOrNull(values.get(i));
                if (value != null) {
                    found.set(numbers.get(i), Optional.of(Stored.result(value, 0)));
                }
            }
        }
        return found;
    }
}
