package io.eos.cli.chaos.worker;

import io.eos.api.Bytes;
import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.demo.Pause;
import io.eos.core.HandlerKind;
import io.eos.servers.ParentWatch;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a process that talks to a store as a node does, and wants the same ids as others like it at the same moment, in an
 * order of its own. In {@code PROCESSOR} scope each has a shard, in {@code SHARD} scope all want the same one.
 */
public final class Racer {
    public static final int ROUNDS = 12;
    public static final int IDS = 12;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final RacerPlan plan;
    private final ResultStore store;
    private final EffectClient effects;
    private final Random random;
    private final Set<Integer> open = new HashSet<>();
    private @Nullable Acquisition acquired;
    private long sequence;

    private Racer(RacerPlan plan) throws IOException {
        this.plan = plan;
        this.random = new Random(plan.seed() * 31 + plan.number());
        this.effects = new EffectClient(plan.effectPort(), plan.name());
        ResultStore real = StoreLocator.open(
                new StoreConfig(StoreAddress.parse(plan.address()), plan.storeSettings(), plan.prefix()));
        this.store = RecordingStore.around(
                real, plan.kind(), plan.name(), Trigger.NONE, new EventLog(Path.of(plan.events())));
    }

    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        RacerPlan plan = RacerPlan.read(Path.of(args[0]));
        new Racer(plan).run();
        System.exit(0);
    }

    public static String id(int number) {
        return "race-" + number;
    }

    private void run() throws IOException {
        boolean unused = attempt(() -> {
            store.register(ProcessorSpec.of(plan.processor(), plan.scope(), Map.of()));
            return true;
        });
        try (Socket gate = new Socket(InetAddress.getLoopbackAddress(), plan.gatePort())) {
            for (int round = 0; round < ROUNDS; round++) {
                IntStream.range(round * IDS, (round + 1) * IDS)
                        // Batches overlap, and are not the same; who leaves one out has it later.
                        .filter(number -> random.nextInt(4) > 0)
                        .forEach(open::add);
                Gate.await(gate);
                race();
            }
            IntStream.range(0, ROUNDS * IDS).forEach(open::add);
            Gate.await(gate);
            boolean done = Pause.until(PATIENCE, () -> race());
            if (!done) {
                throw new IllegalStateException(open.size() + " ids were never done");
            }
        }
    }

    /** Goes on until nothing is open, or another one has the shard; whether nothing is open. */
    private boolean race() {
        Instant end = Instant.now().plus(PATIENCE);
        if (plan.scope() == Scope.SHARD) {
            acquired = null;
        }
        while (!open.isEmpty() && Instant.now().isBefore(end)) {
            try {
                boolean unused = attempt(this::turn);
            } catch (FencedException e) {
                return false;
            }
        }
        return open.isEmpty();
    }

    private boolean turn() throws IOException {
        Acquisition mine = acquired;
        if (mine == null) {
            int partition = plan.scope() == Scope.SHARD ? 0 : plan.number();
            mine = store.acquire(
                    new Shard(plan.processor(), new UUID(7, 7), partition), plan.scope(), NodeId.random(plan.name()));
            acquired = mine;
            sequence = 0;
        }
        List<Integer> numbers = new ArrayList<>(open);
        Collections.shuffle(numbers, random);
        if (plan.kind() == HandlerKind.HANDLE) {
            claim(mine, numbers);
        } else {
            record(
                    mine,
                    numbers.stream()
                            .map(number -> completion(mine(), number, Completion.UNCLAIMED))
                            .toList());
        }
        return true;
    }

    private Acquisition mine() {
        Acquisition mine = acquired;
        if (mine == null) {
            throw new IllegalStateException("no tenure");
        }
        return mine;
    }

    private void claim(Acquisition mine, List<Integer> numbers) throws IOException {
        List<ClaimOutcome> outcomes = store.claim(
                mine.tenure(),
                numbers.stream()
                        .map(number -> new ClaimRequest(MessageId.business(id(number)), random.nextLong(), false))
                        .toList(),
                WorkerPlan.LEASE);
        List<Completion> done = new ArrayList<>();
        List<ClaimOutcome.Granted> back = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof ClaimOutcome.Done) {
                open.remove(numbers.get(i));
            } else if (outcomes.get(i) instanceof ClaimOutcome.Granted granted) {
                if (random.nextInt(5) == 0) {
                    back.add(granted);
                } else {
                    effects.race(granted.id().toString(), granted.token(), granted.redelivered());
                    done.add(completion(mine, numbers.get(i), granted.token()));
                }
            }
        }
        if (!back.isEmpty()) {
            store.release(mine.tenure(), back);
        }
        if (!done.isEmpty()) {
            record(mine, done);
        } else {
            Pause.of(PAUSE);
        }
    }

    private void record(Acquisition mine, List<Completion> completions) {
        long watermark = mine.last().watermark();
        List<RecordOutcome> outcomes = store.record(
                mine.tenure(), completions, new Checkpoint(++sequence, watermark, watermark, -1, List.of()));
        for (int i = 0; i < outcomes.size(); i++) {
            if (!(outcomes.get(i) instanceof RecordOutcome.ClaimLost)) {
                open.remove((int) completions.get(i).result().source().offset());
            }
        }
    }

    private Completion completion(Acquisition mine, int number, long token) {
        byte[] input = id(number).getBytes(StandardCharsets.UTF_8);
        StoredResult result = new StoredResult(
                ResultStatus.PROCESSED,
                random.nextLong(),
                mine.tenure().shard().at(number),
                Bytes.wrapNullable(input),
                Bytes.wrapNullable(plan.name().getBytes(StandardCharsets.UTF_8)),
                List.of(),
                mine.tenure().node(),
                Instant.now(),
                1,
                "");
        return new Completion(MessageId.business(id(number)), result, token);
    }

    /** Something that a store is asked. */
    @FunctionalInterface
    private interface Question {
        boolean ask() throws IOException;
    }

    private static boolean attempt(Question question) {
        try {
            return question.ask();
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            Pause.of(PAUSE);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
