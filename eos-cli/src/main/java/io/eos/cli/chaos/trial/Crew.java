package io.eos.cli.chaos.trial;

import io.eos.cli.chaos.clock.SkewAgent;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.worker.ChaosWorker;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.WorkerJvm;
import io.eos.servers.ForkedJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The workers of one run, and how each of them ended. Not thread-safe. */
public final class Crew implements AutoCloseable {
    private final Arena arena;
    private final TrialPlan plan;
    private final Path directory;
    private final int effectPort;
    private final Random random;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> deaths = new ArrayList<>();
    private final List<Event> noted = new ArrayList<>();
    private String address = "";

    Crew(Arena arena, TrialPlan plan, Path directory, int effectPort, Random random) {
        this.arena = arena;
        this.plan = plan;
        this.directory = directory;
        this.effectPort = effectPort;
        this.random = random;
    }

    /** Has those that start from now on use another store than the arena's. */
    void useStore(String other) {
        address = other;
    }

    /** Where the results are. */
    public String address() {
        return address.isEmpty() ? arena.server().address() : address;
    }

    /** Starts a worker, and does not wait for it. */
    public Worker start(Launch launch) {
        String name = "worker-" + (workers.size() + 1);
        Link link = arena.link(workers.size() + 1);
        Path file = directory.resolve(name + ".json");
        Map<String, String> settings = plan.settings();
        settings.putAll(launch.own());
        new WorkerPlan(
                        name,
                        link.bootstrapServers(),
                        arena.system(),
                        address.isEmpty() ? link.address() : address,
                        plan.storeSettings(arena.system()),
                        TrialPlan.PREFIX,
                        plan.kind(),
                        plan.processor(),
                        plan.ledger(),
                        plan.source(),
                        plan.sink(),
                        effectPort,
                        directory.resolve(name + ".events").toString(),
                        launch.order() == null ? "" : launch.order().text(),
                        launch.throwsWhenStruck(),
                        plan.scenario().sized(),
                        settings)
                .write(file);
        Path log = directory.resolve(name + ".log");
        ForkedJvm jvm = launch.skew().isZero()
                ? start(plan.program(), log, file)
                : SkewAgent.start(ChaosWorker.class, directory, launch.skew(), log, file.toString());
        return add(new Worker(name, jvm, directory.resolve(name + ".events"), log, link));
    }

    private static ForkedJvm start(Program program, Path log, Path file) {
        String[] arguments = Stream.concat(Stream.of(file.toString()), program.arguments().stream())
                .toArray(String[]::new);
        return WorkerJvm.start(program.main(), program.further(), log, arguments);
    }

    /** Starts one that is no worker of the processor: it is the caller's, and so is its evidence. */
    public Worker startOther(String name, Class<?> mainClass, Path file) {
        Path log = directory.resolve(name + ".log");
        return new Worker(
                name,
                WorkerJvm.start(mainClass, log, file.toString()),
                directory.resolve(name + ".events"),
                log,
                arena.link(1));
    }

    private Worker add(Worker worker) {
        workers.add(worker);
        return worker;
    }

    public List<Worker> all() {
        return workers;
    }

    /** One of those that run, frozen ones included. */
    public Worker anyAlive() {
        List<Worker> live = workers.stream().filter(Worker::staying).toList();
        return live.get(random.nextInt(live.size()));
    }

    public boolean allDead() {
        return workers.stream().noneMatch(Worker::isAlive);
    }

    boolean working(List<Worker> wanted) {
        return wanted.isEmpty()
                ? workers.stream().anyMatch(Worker::working)
                : wanted.stream().allMatch(worker -> worker.working() || !worker.isAlive());
    }

    public void thawAll() {
        workers.forEach(Worker::thaw);
    }

    /** Tells all to end, and waits until they have. */
    public void endAll() {
        List<Worker> live = workers.stream().filter(Worker::isAlive).toList();
        live.forEach(Worker::terminate);
        live.stream()
                .filter(worker -> !worker.awaitEnd())
                .forEach(worker -> deaths.add(worker.name() + " did not end when told to" + worker.logTail()));
    }

    /** Remembers who is dead by now although nobody made it. */
    void count() {
        workers.stream().filter(Worker::diedByItself).forEach(worker -> deaths.add(worker.name() + worker.logTail()));
    }

    /** Those that ended by themselves, or did not when told to. */
    List<String> deaths() {
        return List.copyOf(deaths);
    }

    /** Adds something that the suite itself had the store do. */
    public void note(Event event) {
        noted.add(event);
    }

    public List<Event> events() {
        List<Event> events = new ArrayList<>(noted);
        workers.forEach(worker -> events.addAll(worker.events()));
        return events;
    }

    /** Waits until one is there whose log says this; false if none says so in time. */
    public static boolean awaitLog(Worker worker, String text, Duration patience) {
        return Pause.until(patience, () -> worker.log().contains(text) || worker.diedByItself())
                && worker.log().contains(text);
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
