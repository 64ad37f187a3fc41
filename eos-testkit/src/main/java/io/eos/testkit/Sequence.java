package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Pending;
import io.eos.spi.PurgeRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Random calls on two {@link Side}s. Few ids, shards and nonces, so that calls meet each other. Not thread-safe. */
final class Sequence {
    private static final int IDS = 8;
    private static final int PARTITIONS = 2;
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofDays(400);

    private final RandomGenerator random;
    private final Side model;
    private final Side store;
    private final Scope scope;
    private final Shard shard;
    private final Optional<TimeControl> time;
    private final List<Writer> writers = new ArrayList<>();
    private final List<ClaimRequest> requests = new ArrayList<>();
    private final List<StoredResult> results = new ArrayList<>();
    private final List<Side.Draft> recorded = new ArrayList<>();
    private final List<String> history = new ArrayList<>();

    /** @param time moves both sides' clocks; without it no lease runs out and nothing gets old */
    Sequence(RandomGenerator random, Side model, Side store, Scope scope, Shard shard, Optional<TimeControl> time) {
        this.random = random;
        this.model = model;
        this.store = store;
        this.scope = scope;
        this.shard = shard;
        this.time = time;
    }

    /** What a node keeps in mind of its tenure: its number, the last write's number, and what was acknowledged. */
    private static final class Writer {
        final int tenure;
        final Shard shard;
        long sequence;
        long acknowledged;

        Writer(int tenure, Shard shard, long acknowledged) {
            this.tenure = tenure;
            this.shard = shard;
            this.acknowledged = acknowledged;
        }
    }

    /** The last steps, for the message of a failure. */
    String history() {
        return String.join("\n", history.subList(Math.max(0, history.size() - 30), history.size()));
    }

    /** One random call on both sides. */
    void step() {
        if (writers.isEmpty() || chance(12)) {
            acquire();
            return;
        }
        Writer writer = writer();
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> claim(writer);
            case 4 -> renew(writer);
            case 5 -> release(writer);
            case 6, 7, 8, 9, 10 -> record(writer);
            case 11 -> replace(writer);
            case 12 -> find(writer);
            case 13 -> administer();
            case 14 -> letTimePass();
            default -> compareAll();
        }
    }

    /** Usually one that still may write. */
    private Writer writer() {
        int newest = Math.min(writers.size(), PARTITIONS);
        return writers.get(writers.size() - 1 - random.nextInt(chance(5) ? writers.size() : newest));
    }

    private void acquire() {
        Shard acquired = new Shard(shard.processor(), shard.topicId(), random.nextInt(PARTITIONS));
        NodeId node = new NodeId("node-" + random.nextInt(3));
        Object last = same("acquire " + acquired.partition(), side -> side.acquire(acquired, scope, node));
        writers.add(new Writer(writers.size(), acquired, ((Checkpoint) last).watermark()));
    }

    private void claim(Writer writer) {
        List<ClaimRequest> batch = new ArrayList<>();
        for (MessageId id : someIds()) {
            boolean repeated = chance(4);
            Optional<ClaimRequest> earlier = requests.stream()
                    .filter(request -> repeated && request.id().equals(id))
                    .findFirst();
            batch.add(earlier.orElseGet(() -> new ClaimRequest(id, random.nextLong(), chance(3))));
        }
        requests.addAll(batch);
        Duration lease = time.isPresent() && random.nextBoolean() ? SHORT : LONG;
        same(name("claim", writer) + batch, side -> side.claim(writer.tenure, batch, lease));
    }

    private void renew(Writer writer) {
        List<Integer> numbers = someGrants();
        same(name("renew", writer) + numbers, side -> side.renew(writer.tenure, numbers, SHORT.plus(LONG)));
    }

    private void release(Writer writer) {
        List<Integer> numbers = someGrants();
        same(name("release", writer) + numbers, side -> side.release(writer.tenure, numbers));
    }

    private void record(Writer writer) {
        List<Side.Draft> drafts = new ArrayList<>();
        for (MessageId id : someIds()) {
            boolean repeated = chance(4);
            Optional<Side.Draft> earlier = recorded.stream()
                    .filter(draft -> repeated && draft.id().equals(id))
                    .findAny();
            drafts.add(earlier.orElseGet(() -> new Side.Draft(id, result(writer), grantOf(id))));
        }
        recorded.addAll(0, drafts);
        Checkpoint checkpoint = checkpoint(writer);
        Object answer = same(
                name("record", writer) + drafts + " " + checkpoint,
                side -> side.record(writer.tenure, drafts, checkpoint));
        acknowledge(writer, checkpoint, answer);
    }

    private void replace(Writer writer) {
        if (results.isEmpty()) {
            return;
        }
        long expected = results.get(random.nextInt(results.size())).nonce();
        MessageId id = someIds().get(0);
        Side.Draft draft = new Side.Draft(id, result(writer), -1);
        Checkpoint checkpoint = checkpoint(writer);
        Object answer =
                same(name("replace", writer) + draft, side -> side.replace(writer.tenure, expected, draft, checkpoint));
        acknowledge(writer, checkpoint, answer);
    }

    private static void acknowledge(Writer writer, Checkpoint checkpoint, Object answer) {
        if (!answer.equals("fenced")) {
            writer.sequence = Math.max(writer.sequence, checkpoint.sequence());
            writer.acknowledged = checkpoint.watermark();
        }
    }

    private void find(Writer writer) {
        List<MessageId> ids = someIds();
        same(name("find", writer) + ids, side -> side.store.find(side.tenure(writer.tenure), ids));
    }

    private void administer() {
        Shard any = new Shard(shard.processor(), shard.topicId(), random.nextInt(PARTITIONS + 1));
        long offset = random.nextInt(20);
        MessageId id = someIds().get(0);
        switch (random.nextInt(3)) {
            case 0 ->
                same("lower " + any.partition() + " to " + offset, side -> {
                    side.store.admin().lowerWatermark(any, offset);
                    return "lowered";
                });
            case 1 ->
                same(
                        "forget " + any.partition() + " from " + offset,
                        side -> side.store.admin().forget(any, offset));
            default -> same("erase " + id, side -> side.store.admin().erase(any.processor(), id));
        }
    }

    private void letTimePass() {
        Duration retention = time.isPresent() ? SHORT.multipliedBy(5) : LONG;
        time.ifPresent(clock -> {
            Duration step = SHORT.multipliedBy(random.nextInt(1, 4)).dividedBy(2);
            history.add("advance " + step);
            clock.advance(step);
        });
        PurgeRequest request = new PurgeRequest(shard.processor(), retention, 10_000);
        same("purge " + retention, side -> side.store.purge(request));
    }

    /** Compares all there is to see. */
    void compareAll() {
        same("list", side -> side.list(shard.processor()));
        same("shards", side -> side.shards(shard.processor()));
        MessageId id = someIds().get(0);
        same("look up " + id, side -> side.lookUp(shard.processor(), id));
    }

    private Object same(String what, Function<Side, Object> call) {
        Object expected = model.answer(call);
        history.add(what + " -> " + expected);
        assertThat(store.answer(call)).as(what).isEqualTo(expected);
        return expected;
    }

    private static String name(String call, Writer writer) {
        return call + " by tenure " + writer.tenure + " of " + writer.shard.partition() + ": ";
    }

    /** Usually the next one; now and then a late one, one that repeats the number, or one that trusts in what the store never had. */
    private Checkpoint checkpoint(Writer writer) {
        long sequence = Math.max(1, writer.sequence + (chance(5) ? random.nextInt(-1, 1) : 1));
        long acknowledged = chance(10) ? writer.acknowledged + 1 : writer.acknowledged;
        long watermark = chance(6) ? random.nextInt(20) : Math.max(writer.acknowledged, 0) + random.nextInt(2);
        List<Pending> pending = Stream.generate(
                        () -> new Pending(random.nextInt(20), someIds().get(0)))
                .limit(random.nextInt(3))
                .toList();
        return new Checkpoint(sequence, acknowledged, watermark, random.nextInt(-1, 5), pending);
    }

    /** Usually a new one; now and then one that was made before, with its nonce. */
    private StoredResult result(Writer writer) {
        if (!results.isEmpty() && chance(4)) {
            return results.get(random.nextInt(results.size()));
        }
        StoredResult result = new StoredResult(
                random.nextBoolean() ? ResultStatus.PROCESSED : ResultStatus.DEAD_LETTER,
                random.nextLong(),
                writer.shard.at(random.nextInt(20)),
                null,
                Bytes.utf8("payload " + results.size()),
                List.of(),
                model.tenure(writer.tenure).node(),
                Instant.EPOCH,
                1,
                "");
        results.add(result);
        return result;
    }

    private List<MessageId> someIds() {
        return random.ints(random.nextInt(1, 4), 0, IDS)
                .distinct()
                .mapToObj(i -> MessageId.business("id-" + i))
                .toList();
    }

    /** A grant of this id, usually the last one, or none. */
    private int grantOf(MessageId id) {
        for (int i = model.grants() - 1; i >= 0 && !chance(4); i--) {
            if (model.grantedId(i).equals(id) && !chance(5)) {
                return i;
            }
        }
        return -1;
    }

    /** Grants of different ids. */
    private List<Integer> someGrants() {
        Map<MessageId, Integer> some = new LinkedHashMap<>();
        for (int i = 0; i < 3 && model.grants() > 0; i++) {
            int from = Math.max(0, model.grants() - 12);
            int grant = random.nextInt(from, model.grants());
            some.put(model.grantedId(grant), grant);
        }
        return List.copyOf(some.values());
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
