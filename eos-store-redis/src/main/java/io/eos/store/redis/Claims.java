package io.eos.store.redis;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.RenewOutcome;
import io.eos.spi.Tenure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Claims: one script per cell; those of one server go in one round trip, and the servers work at the same time. Thread-safe. */
final class Claims {
    /** Times in microseconds must be exact in a Lua number. */
    private static final long LONGEST = Duration.ofDays(36_500).toMillis() * 1000;

    private final Layout layout;
    private final Calls calls;

    Claims(Layout layout, Calls calls) {
        this.layout = layout;
        this.calls = calls;
    }

    /** A duration in microseconds, at most a hundred years. */
    static long micros(Duration duration) {
        Duration longest = Duration.of(LONGEST, ChronoUnit.MICROS);
        return duration.compareTo(longest) >= 0 ? LONGEST : duration.toNanos() / 1000;
    }

    List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        List<MessageId> ids = requests.stream().map(ClaimRequest::id).toList();
        return eachPart(
                "a claim",
                tenure,
                ids,
                (part, numbers) -> {
                    Call call = Call.of(Script.CLAIM)
                            .key(part.fence().key())
                            .key(part.cell().results())
                            .key(part.cell().claims())
                            .key(part.cell().token())
                            .with(part.fence().field())
                            .with(Shards.tag(tenure))
                            .with(tenure.epoch())
                            .with(micros(lease))
                            .with(Keys.bytes(tenure.shard()))
                            .with(tenure.node().value());
                    numbers.forEach(number -> call.with(ids.get(number).toBytes()));
                    numbers.forEach(number -> call.with(request(requests.get(number))));
                    return call;
                },
                Claims::outcome);
    }

    private static byte[] request(ClaimRequest request) {
        return ByteBuffer.allocate(9)
                .putLong(request.nonce())
                .put((byte) (request.takeOver() ? '1' : '0'))
                .array();
    }

    private static ClaimOutcome outcome(MessageId id, @Nullable Object reply) {
        byte[] answer = Replies.bytes(reply);
        return switch (answer[0]) {
            case 'G' -> new ClaimOutcome.Granted(id, Stored.number(answer, 1), answer[9] == 1);
            case 'D' -> new ClaimOutcome.Done(id, Stored.result(answer, 1));
            case 'B' ->
                new ClaimOutcome.Busy(
                        id, Stored.node(answer, 9), Duration.of(Stored.number(answer, 1), ChronoUnit.MICROS));
            default -> throw new CorruptRecordException("an answer to a claim is none that this release knows");
        };
    }

    List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> granted, Duration lease) {
        List<MessageId> ids = granted.stream().map(ClaimOutcome.Granted::id).toList();
        return eachPart(
                "a renewal",
                tenure,
                ids,
                (part, numbers) -> {
                    Call call = fenced(Script.RENEW, part, tenure).with(micros(lease));
                    numbers.forEach(number -> call.with(ids.get(number).toBytes()));
                    numbers.forEach(
                            number -> call.with(Stored.bytes(granted.get(number).token())));
                    return call;
                },
                (id, reply) -> Replies.number(reply) == 1 ? RenewOutcome.RENEWED : RenewOutcome.LOST);
    }

    void release(Tenure tenure, List<ClaimOutcome.Granted> granted) {
        List<MessageId> ids = granted.stream().map(ClaimOutcome.Granted::id).toList();
        if (ids.isEmpty()) {
            check(tenure);
            return;
        }
        List<Layout.Part> parts = layout.split(tenure, ids);
        List<Call> all = new ArrayList<>();
        for (Layout.Part part : parts) {
            Call call = fenced(Script.RELEASE, part, tenure);
            part.numbers().forEach(number -> call.with(ids.get(number).toBytes()));
            part.numbers()
                    .forEach(
                            number -> call.with(Stored.bytes(granted.get(number).token())));
            all.add(call);
        }
        calls.write("a release", all).forEach(reply -> Replies.accepted(reply, tenure, null));
    }

    /** An empty batch, too, is an old tenure's or the present one's. */
    private void check(Tenure tenure) {
        Layout.Fence row = layout.rowFence(tenure);
        Call call = Call.of(Script.CHECK).key(row.key()).with(row.field()).with(Shards.tag(tenure));
        Replies.accepted(calls.read("a check", call), tenure, null);
    }

    private static Call fenced(Script script, Layout.Part part, Tenure tenure) {
        return Call.of(script)
                .key(part.fence().key())
                .key(part.cell().claims())
                .with(part.fence().field())
                .with(Shards.tag(tenure));
    }

    private <T> List<T> eachPart(
            String what,
            Tenure tenure,
            List<MessageId> ids,
            BiFunction<Layout.Part, List<Integer>, Call> toCall,
            BiFunction<MessageId, @Nullable Object, T> toOutcome) {
        if (ids.isEmpty()) {
            check(tenure);
            return List.of();
        }
        List<Layout.Part> parts = layout.split(tenure, ids);
        List<@Nullable Object> replies = calls.write(
                what,
                parts.stream().map(part -> toCall.apply(part, part.numbers())).toList());
        List<Numbered<T>> outcomes = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            List<@Nullable Object> answers = Replies.accepted(replies.get(p), tenure, null);
            List<Integer> numbers = parts.get(p).numbers();
            for (int i = 0; i < numbers.size(); i++) {
                int number = numbers.get(i);
                outcomes.add(new Numbered<>(number, toOutcome.apply(ids.get(number), answers.get(i + 1))));
            }
        }
        outcomes.sort(Comparator.comparingInt(Numbered::number));
        return outcomes.stream().map(Numbered::outcome).toList();
    }

    private record Numbered<T>(int number, T outcome) {}
}
