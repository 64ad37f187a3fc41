package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Lives;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Collector;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.spi.PurgeRequest;
import io.eos.spi.ResultStore;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Results are kept for seconds, and removed all the time. */
record Retention(What what) implements Scenario {
    private static final Duration KEPT = Duration.ofSeconds(15);
    private static final Duration PATIENCE = KEPT.plusSeconds(60);
    /** After which nothing is on its way any more that a killed worker sent. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    private static final int TURNS = 3;
    private static final int LATE = 8;
    private static final int LIMIT = 10_000;

    /** What happens meanwhile. */
    enum What {
        /** Workers are killed. */
        PURGE(
                "results are removed after 15 s, five times a second, while messages are in flight; SIGKILL of three workers"),
        /** All workers are gone for longer than results are kept. */
        DOWNTIME(
                "SIGKILL of all workers, downtime and purge beyond the retention, then duplicates of what was removed");

        private final String title;

        What(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return "retention-" + SettingsReader.hyphenated(what);
    }

    @Override
    public String title() {
        return what.title;
    }

    @Override
    public String shows() {
        return switch (what) {
            case PURGE ->
                "a purge takes no result that a redelivery may still ask for, and in the end leaves nothing behind that is older than the retention";
            case DOWNTIME ->
                "what was recorded and not settled survives any downtime; a duplicate that comes after its result was removed is a new message,"
                        + " as the README says: two outputs, or a second call with the same idempotency key and a higher token";
        };
    }

    /** On Cassandra rows have a time to live, which looks at no watermark, and is documented so. */
    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return system != StorageSystem.CASSANDRA;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("retention", KEPT.toSeconds() + "s", "purge-interval", "200ms");
    }

    /** A processor whose topic keeps messages for longer is refused. */
    @Override
    public Map<String, String> topic() {
        return Map.of("retention.ms", Long.toString(KEPT.toMillis()));
    }

    @Override
    public void play(Trial trial) {
        trial.start();
        trial.start();
        trial.awaitWork();
        if (what == What.PURGE) {
            purge(trial);
        } else {
            downtime(trial);
        }
    }

    private static void purge(Trial trial) {
        for (int i = 0; i < TURNS; i++) {
            Pause.of(Duration.ofSeconds(8).plusMillis(trial.random().nextInt(2000)));
            Worker victim = trial.crew().anyAlive();
            trial.fault("killed " + victim.name());
            victim.kill();
            trial.start();
            noteUnheard(trial);
        }
        trial.await(() -> stored(trial).size() < recorded(trial.crew().events()).size());
    }

    private static void downtime(Trial trial) {
        Pause.of(Duration.ofMillis(trial.random().nextInt(3000)));
        trial.fault("killed all");
        trial.crew().all().forEach(Worker::kill);
        noteUnheard(trial);
        Pause.of(KEPT);
        long removed = 0;
        long from = System.nanoTime();
        try (ResultStore store = collector(trial).store(trial.plan())) {
            for (long some = LIMIT; some >= LIMIT; removed += some) {
                some = store.purge(new PurgeRequest(trial.plan().processor(), KEPT, LIMIT));
            }
        }
        trial.crew().note(Event.purged("chaos", from, removed));
        trial.fault("removed " + removed);
        Set<String> left = new HashSet<>();
        stored(trial).forEach(entry -> left.add(entry.id()));
        List<String> gone = recorded(trial.crew().events()).keySet().stream()
                .filter(id -> !left.contains(id))
                .sorted()
                .limit(LATE)
                .toList();
        trial.await(() -> !gone.isEmpty());
        trial.traffic().sendAgain(gone);
        trial.start();
        Worker next = trial.start();
        trial.awaitWork(next);
    }

    /** What a worker sent and was killed before it heard of it: as long as nothing is removed the store can tell. */
    private static void noteUnheard(Trial trial) {
        Pause.of(ON_THE_WAY);
        unheard(trial.crew().events(), stored(trial)).forEach(trial.crew()::note);
    }

    /** That the store has results which nobody was told to be there. */
    static List<Event> unheard(List<Event> events, List<Stored> stored) {
        Set<String> told = new HashSet<>(recorded(events).values());
        Set<String> there = new HashSet<>();
        stored.forEach(entry -> there.add(entry.nonce()));
        return events.stream()
                .filter(event -> event.is(Event.Type.SENT))
                .filter(event -> there.contains(event.note()) && !told.contains(event.note()))
                .map(event -> event.as(Event.Type.RECORDED))
                .toList();
    }

    private static Collector collector(Trial trial) {
        return new Collector(trial.arena(), trial.crew().address());
    }

    private static List<Stored> stored(Trial trial) {
        return collector(trial).stored(trial.plan());
    }

    private static Map<String, String> recorded(List<Event> events) {
        Map<String, String> nonces = new HashMap<>();
        events.stream()
                .filter(event -> event.is(Event.Type.RECORDED))
                .forEach(event -> nonces.put(event.id(), event.note()));
        return nonces;
    }

    /** All is settled, so all is removed. */
    @Override
    public void rest(Trial trial) {
        boolean empty = trial.crew().allDead()
                || Pause.until(PATIENCE, () -> stored(trial).isEmpty());
        if (!empty) {
            trial.find(new Violation(
                    Invariant.I10,
                    stored(trial).size() + " entries are still there " + PATIENCE.toSeconds()
                            + " s after all was settled, with a retention of " + KEPT.toSeconds() + " s"));
        }
    }

    @Override
    public List<Violation> judge(Trial trial, Evidence evidence) {
        return judge(evidence, trial.traffic().late());
    }

    /**
     * What does not hold.
     *
     * @param again messages whose results had been removed before they came again
     */
    static List<Violation> judge(Evidence evidence, List<Sent> again) {
        Lives lives = new Lives(evidence, KEPT);
        List<Violation> found = new ArrayList<>(lives.check());
        again.stream()
                .filter(late -> lives.of(late.id()) < 2)
                .forEach(late -> found.add(new Violation(
                        Invariant.I6, late.id() + " came after its result was removed, and was not processed again")));
        return found;
    }
}
