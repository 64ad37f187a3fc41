package io.eos.cli.chaos.trial;

import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.judge.EffectsAsResults;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.worker.EffectServer;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.Groups;
import io.eos.cli.demo.Pause;
import io.eos.core.HandlerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** One run of a scenario: topics, messages, workers, the fault, rest, evidence. Used once, by one thread. */
public final class Trial implements AutoCloseable {
    private static final Duration STRIKE = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofSeconds(150);

    private final Arena arena;
    private final TrialPlan plan;
    private final Path directory;
    private final EffectServer effects;
    private final EventLog log;
    private final Traffic traffic;
    private final OffsetWatch offsets;
    private final Crew crew;
    private final List<String> keptLetters = new ArrayList<>();
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<Violation> found = new ArrayList<>();
    private final Random random;
    private boolean struck = true;
    private long forgotten;

    public Trial(Arena arena, TrialPlan plan) {
        this.arena = arena;
        this.plan = plan;
        this.random = new Random(plan.seed());
        this.directory = arena.directory(plan.name());
        this.effects = new EffectServer(directory.resolve("effects.log"));
        this.log = new EventLog(directory.resolve("faults.log"));
        this.crew = new Crew(arena, plan, directory, effects.port(), random);
        arena.createTopic(plan.source(), Traffic.PARTITIONS, plan.scenario().topic());
        arena.createTopic(plan.sink(), Traffic.PARTITIONS);
        arena.createTopic(plan.deadLetters(), 1);
        if (plan.kind() == HandlerKind.TRANSACT) {
            arena.createLedger(arena.server().address(), plan.ledger());
        }
        String broker = arena.kafka().bootstrapServers();
        Messages messages = new Messages(plan.scope(), plan.scenario().poison(), new Random(plan.seed()));
        this.traffic = new Traffic(
                broker,
                plan.source(),
                messages,
                plan.messages(),
                plan.scenario().padding());
        this.offsets = new OffsetWatch(
                new Groups(broker, List.of(plan.processor()), plan.source(), Traffic.PARTITIONS),
                plan.processor(),
                log);
    }

    /** Does all of it. */
    public Evidence run() {
        traffic.start();
        plan.scenario().play(this);
        arena.heal();
        crew.thawAll();
        traffic.finish();
        boolean drained = Pause.until(DRAIN, () -> backlog().isEmpty() || crew.allDead());
        if (!drained) {
            crew.all().forEach(Worker::dumpThreads);
        }
        Map<Integer, Long> left = backlog();
        plan.scenario().rest(this);
        end();
        return evidence(left);
    }

    private void end() {
        crew.count();
        crew.endAll();
        crew.close();
        offsets.close();
    }

    private Evidence evidence(Map<Integer, Long> left) {
        Collector collector = new Collector(arena, crew.address());
        List<Effect> outputs = collector.outputs(plan);
        forgotten = collector.forgotten();
        List<Event> told = effects.events();
        List<Event> events = crew.events();
        List<String> letters = deadLetters();
        if (!plan.program().keepsResults()) {
            events.addAll(EffectsAsResults.recorded(told, letters));
        }
        return new Evidence(
                plan.kind(),
                WorkerPlan.LEASE,
                plan.settings().getOrDefault("takeover", "wait").equals("at-once"),
                traffic.sent(),
                events,
                told,
                plan.program().keepsResults() ? collector.stored(plan) : EffectsAsResults.stored(told, letters),
                outputs,
                letters,
                offsets.seen(),
                left,
                crew.deaths());
    }

    /** How many outputs are left out, as {@link Collector#forgotten}. */
    public long forgotten() {
        return forgotten;
    }

    /** How many messages of each partition are not committed yet, where some are. */
    public Map<Integer, Long> backlog() {
        Map<Integer, Long> left = new HashMap<>();
        for (Sent sent : traffic.sent()) {
            left.merge(sent.partition(), sent.offset() + 1, Math::max);
        }
        offsets.look().forEach((partition, offset) -> left.computeIfPresent(partition, (p, end) -> end - offset));
        left.values().removeIf(count -> count <= 0);
        return left;
    }

    /** Starts a worker, and does not wait for it. */
    public Worker start() {
        return crew.start(Launch.PLAIN);
    }

    /** Starts one of a certain kind. */
    public Worker start(Launch launch) {
        return crew.start(launch);
    }

    /** Waits until something is recorded by each of these workers, or by all of them together where none is named. */
    public void awaitWork(Worker... wanted) {
        await(() -> crew.working(List.of(wanted)));
    }

    /** Waits for what the fault needs; without it the run shows nothing. */
    public void await(BooleanSupplier condition) {
        struck &= Pause.until(STRIKE, condition);
    }

    /** Waits until a worker's trigger strikes. */
    public void awaitStrike(Worker worker) {
        await(() -> worker.struck() || worker.diedByItself());
    }

    private List<String> deadLetters() {
        List<String> all = new ArrayList<>(keptLetters);
        all.addAll(new Collector(arena, crew.address()).deadLetters(plan.deadLetters(), traffic.sent()));
        return all;
    }

    /** Remembers the dead letters so far, whose topic is about to be deleted. */
    public void keepDeadLetters() {
        List<String> now = deadLetters();
        keptLetters.clear();
        keptLetters.addAll(now);
    }

    /** Has all workers use another store than the arena's. */
    public void useStore(String address) {
        crew.useStore(address);
        if (plan.kind() == HandlerKind.TRANSACT) {
            arena.createLedger(address, plan.ledger());
        }
    }

    /** Closes something when this trial is over. */
    public <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    /** Says what a scenario found by itself. */
    public void find(Violation violation) {
        found.add(violation);
    }

    /** What scenarios found by themselves. */
    public List<Violation> found() {
        return List.copyOf(found);
    }

    /** Writes down what is done to whom. */
    public void fault(String what) {
        long now = System.nanoTime();
        log.add(Event.of(Event.Type.FAULT, "chaos", now, now).saying(what.replace(' ', '-')));
    }

    /** Whether every fault found its occasion. */
    public boolean struck() {
        return struck;
    }

    public Crew crew() {
        return crew;
    }

    public Path directory() {
        return directory;
    }

    public EffectServer effects() {
        return effects;
    }

    public Arena arena() {
        return arena;
    }

    public TrialPlan plan() {
        return plan;
    }

    public Traffic traffic() {
        return traffic;
    }

    public Random random() {
        return random;
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new DemoFailedException("cannot be closed: " + e, e);
        }
    }

    @Override
    public void close() {
        crew.close();
        offsets.close();
        traffic.close();
        effects.close();
        log.close();
        arena.heal();
        owned.forEach(Trial::close);
    }
}
