package io.eos.cli.chaos;

import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.Evidence.Sent;
import io.eos.cli.demo.Groups;
import io.eos.cli.demo.WorkerJvm;
import io.eos.core.HandlerKind;
import io.eos.spi.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: topics, messages, workers, the fault, rest, evidence. Used once, by one thread. */
final class Trial implements AutoCloseable {
    private static final Duration STRIKE = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofSeconds(150);

    private final Arena arena;
    private final TrialPlan plan;
    private final Path directory;
    private final EffectServer effects;
    private final EventLog log;
    private final Traffic traffic;
    private final OffsetWatch offsets;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> deaths = new ArrayList<>();
    private final List<Violation> found = new ArrayList<>();
    private final Random random;
    private boolean struck = true;

    Trial(Arena arena, TrialPlan plan) {
        this.arena = arena;
        this.plan = plan;
        this.random = new Random(plan.seed());
        this.directory = arena.directory(plan.name());
        this.effects = new EffectServer(directory.resolve("effects.log"));
        this.log = new EventLog(directory.resolve("faults.log"));
        arena.createTopic(plan.source(), Traffic.PARTITIONS);
        arena.createTopic(plan.sink(), Traffic.PARTITIONS);
        arena.createTopic(plan.deadLetters(), 1);
        if (plan.kind() == HandlerKind.TRANSACT) {
            arena.createLedger(plan.ledger());
        }
        String broker = arena.kafka().bootstrapServers();
        this.traffic = new Traffic(
                broker,
                plan.source(),
                new Messages(plan.scope(), plan.scenario().poison(), new Random(plan.seed())),
                plan.messages());
        this.offsets = new OffsetWatch(
                new Groups(broker, List.of(plan.processor()), plan.source(), Traffic.PARTITIONS),
                plan.processor(),
                log);
    }

    /** Does all of it. */
    Evidence run() {
        traffic.start();
        plan.scenario().play(this);
        heal();
        traffic.finish();
        boolean unused = Pause.until(DRAIN, () -> backlog().isEmpty() || allDead());
        Map<Integer, Long> left = backlog();
        end();
        return evidence(left);
    }

    private boolean allDead() {
        return workers.stream().noneMatch(Worker::isAlive);
    }

    private void end() {
        workers.stream().filter(Worker::diedByItself).forEach(worker -> deaths.add(worker.name() + worker.logTail()));
        endAll();
        workers.forEach(Worker::close);
        offsets.close();
    }

    private Evidence evidence(Map<Integer, Long> left) {
        Collector collector = new Collector(arena);
        StoreConfig config = collector.config(plan.storeSettings(arena.system()), TrialPlan.PREFIX);
        List<Effect> outputs = switch (plan.kind()) {
            case TRANSFORM -> collector.sink(plan.sink());
            case TRANSACT -> collector.ledger(plan.ledger());
            case HANDLE -> List.of();
        };
        List<Event> events = new ArrayList<>();
        workers.forEach(worker -> events.addAll(worker.events()));
        return new Evidence(
                plan.kind(),
                TrialPlan.LEASE,
                plan.settings().getOrDefault("takeover", "wait").equals("at-once"),
                traffic.sent(),
                events,
                effects.events(),
                collector.stored(config, plan.processor()),
                outputs,
                collector.deadLetters(plan.deadLetters()),
                offsets.seen(),
                left,
                deaths);
    }

    /** How many messages of each partition are not committed yet, where some are. */
    Map<Integer, Long> backlog() {
        Map<Integer, Long> left = new HashMap<>();
        for (Sent sent : traffic.sent()) {
            left.merge(sent.partition(), sent.offset() + 1, Math::max);
        }
        offsets.look().forEach((partition, offset) -> left.computeIfPresent(partition, (p, end) -> end - offset));
        left.values().removeIf(count -> count <= 0);
        return left;
    }

    /** Starts a worker, and does not wait for it. */
    Worker start() {
        return start(null, false, Map.of());
    }

    /** Starts a worker to which something happens at a point. */
    Worker start(Trigger.Order order, boolean throwsWhenStruck) {
        return start(order, throwsWhenStruck, Map.of());
    }

    /** Starts a worker with settings of its own. */
    Worker start(Trigger.@Nullable Order order, boolean throwsWhenStruck, Map<String, String> own) {
        int number = workers.size() + 1;
        String name = "worker-" + number;
        Link link = arena.link(number);
        Path events = directory.resolve(name + ".events");
        Path file = directory.resolve(name + ".json");
        Map<String, String> settings = plan.settings();
        settings.putAll(own);
        new WorkerPlan(
                        name,
                        link.bootstrapServers(),
                        arena.system(),
                        link.address(),
                        plan.storeSettings(arena.system()),
                        TrialPlan.PREFIX,
                        plan.kind(),
                        plan.processor(),
                        plan.ledger(),
                        plan.source(),
                        plan.sink(),
                        effects.port(),
                        events.toString(),
                        order == null ? "" : order.text(),
                        throwsWhenStruck,
                        settings)
                .write(file);
        Path log = directory.resolve(name + ".log");
        Worker worker = new Worker(name, WorkerJvm.start(ChaosWorker.class, log, file.toString()), events, log, link);
        workers.add(worker);
        return worker;
    }

    /** One of the workers that run, frozen ones included. */
    Worker anyAlive() {
        List<Worker> live = workers.stream().filter(Worker::staying).toList();
        return live.get(random.nextInt(live.size()));
    }

    /** Tells all workers to end, and waits until they have. */
    void endAll() {
        List<Worker> live = workers.stream().filter(Worker::isAlive).toList();
        live.forEach(Worker::terminate);
        live.stream()
                .filter(worker -> !worker.awaitEnd())
                .forEach(worker -> deaths.add(worker.name() + " did not end when told to" + worker.logTail()));
    }

    /** Waits until something is recorded by each of these workers, or by all of them together where none is named. */
    void awaitWork(Worker... wanted) {
        List<Worker> all = wanted.length == 0 ? workers : List.of(wanted);
        boolean there = Pause.until(
                STRIKE,
                () -> wanted.length == 0
                        ? all.stream().anyMatch(Worker::working)
                        : all.stream().allMatch(worker -> worker.working() || !worker.isAlive()));
        struck &= there;
    }

    /** Waits until a worker's trigger strikes. */
    void awaitStrike(Worker worker) {
        struck &= Pause.until(STRIKE, () -> worker.struck() || worker.diedByItself());
    }

    /** Says what a scenario found by itself. */
    void find(Violation violation) {
        found.add(violation);
    }

    /** What scenarios found by themselves. */
    List<Violation> found() {
        return List.copyOf(found);
    }

    /** Writes down what is done to whom. */
    void fault(String what) {
        long now = System.nanoTime();
        log.add(Event.of(Event.Type.FAULT, "chaos", now, now).saying(what.replace(' ', '-')));
    }

    /** Whether every fault found its occasion. */
    boolean struck() {
        return struck;
    }

    List<Worker> workers() {
        return workers;
    }

    Arena arena() {
        return arena;
    }

    TrialPlan plan() {
        return plan;
    }

    Traffic traffic() {
        return traffic;
    }

    Random random() {
        return random;
    }

    /** Takes all faults away, those of frozen workers included. */
    void heal() {
        arena.heal();
        workers.forEach(Worker::thaw);
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        offsets.close();
        traffic.close();
        effects.close();
        log.close();
        arena.heal();
    }
}
