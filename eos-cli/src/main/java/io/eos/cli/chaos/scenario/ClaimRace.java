package io.eos.cli.chaos.scenario;

import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.judge.Checker;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Collector;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.TrialPlan;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.EffectServer;
import io.eos.cli.chaos.worker.Gate;
import io.eos.cli.chaos.worker.Racer;
import io.eos.cli.chaos.worker.RacerPlan;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Several processes want the same ids of a store at the same moment, in overlapping batches, each in an order of its own. */
record ClaimRace() implements Scenario {
    private static final int RACERS = 5;
    private static final int KILL_AT = 4;

    @Override
    public String name() {
        return "race";
    }

    @Override
    public String title() {
        return "5 processes want the same ids at a barrier, in overlapping shuffled batches, 12 times; SIGKILL of one";
    }

    @Override
    public String shows() {
        return "one claim holds at a time and one result counts, whoever comes first; batches in different orders do not deadlock";
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return kind != HandlerKind.TRANSACT;
    }

    @Override
    public void play(Trial trial) {
        trial.start();
        trial.awaitWork();
        List<Worker> racers = new ArrayList<>();
        try (EffectServer effects = new EffectServer(trial.directory().resolve("race-effects.log"));
                Gate gate = new Gate(RACERS)) {
            for (int i = 0; i < RACERS; i++) {
                racers.add(start(trial, i, effects.port(), gate.port()));
            }
            trial.await(() -> gate.rounds() >= KILL_AT || dead(racers));
            trial.fault("killed racer-0");
            racers.get(0).kill();
            trial.await(() -> dead(racers));
            racers.stream()
                    .skip(1)
                    .filter(racer -> racer.exit() != 0)
                    .forEach(racer -> trial.find(new Violation(Invariant.I9, racer.name() + racer.logTail())));
            Checker.check(evidence(trial, racers, effects)).forEach(trial::find);
        } finally {
            racers.forEach(Worker::close);
        }
    }

    private static boolean dead(List<Worker> racers) {
        return racers.stream().noneMatch(Worker::isAlive);
    }

    private static String processor(Trial trial) {
        return trial.plan().processor() + "-race";
    }

    private static Worker start(Trial trial, int number, int effectPort, int gatePort) {
        TrialPlan plan = trial.plan();
        String name = "racer-" + number;
        Path file = trial.directory().resolve(name + ".json");
        new RacerPlan(
                        name,
                        trial.crew().address(),
                        plan.storeSettings(trial.arena().system()),
                        TrialPlan.PREFIX,
                        plan.kind(),
                        processor(trial),
                        plan.scope(),
                        number,
                        effectPort,
                        gatePort,
                        plan.seed(),
                        trial.directory().resolve(name + ".events").toString())
                .write(file);
        return trial.crew().startOther(name, Racer.class, file);
    }

    private static Evidence evidence(Trial trial, List<Worker> racers, EffectServer effects) {
        List<Event> events = new ArrayList<>();
        racers.forEach(racer -> events.addAll(racer.events()));
        Collector collector = new Collector(trial.arena(), trial.crew().address());
        List<Stored> stored = collector.stored(trial.plan(), processor(trial));
        List<Sent> sent = IntStream.range(0, Racer.ROUNDS * Racer.IDS)
                .mapToObj(number -> new Sent(Racer.id(number), 0, number, false))
                .toList();
        return new Evidence(
                trial.plan().kind(),
                WorkerPlan.LEASE,
                false,
                sent,
                events,
                effects.events(),
                stored,
                published(events),
                List.of(),
                List.of(),
                Map.of(),
                List.of());
    }

    /** Who is told that its result counts publishes it: each result that was acknowledged once, however often it was. */
    private static List<Effect> published(List<Event> events) {
        Map<String, Effect> published = new HashMap<>();
        events.stream()
                .filter(event -> event.is(Event.Type.RECORDED))
                .forEach(event -> published.put(
                        event.note(), new Effect(event.id(), "", 0, event.worker(), event.partition(), 0)));
        return List.copyOf(published.values());
    }
}
