package io.eos.cli.demo;

import io.eos.cli.progress.Progress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One run of a variant, from the first worker to the last message: starts workers, kills some, waits for the end. Not thread-safe. */
final class Run {
    private static final long TICK_NANOS = Duration.ofMillis(15).toNanos();
    private static final long BROKER_TICK_NANOS = Duration.ofMillis(250).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Variant variant;
    private final Fleet fleet;
    private final Killer killer;
    private final Groups groups;
    private final Progress progress;
    private final long expectedBegun;
    private Groups.State state = new Groups.State(0, 1);
    private long changedAt = System.nanoTime();
    private long lastBegun = -1;

    /**
     * A run that has not begun.
     *
     * @param expectedBegun how many lines the journals will have at least
     */
    Run(Variant variant, Fleet fleet, Killer killer, Groups groups, Progress progress, long expectedBegun) {
        this.variant = variant;
        this.fleet = fleet;
        this.killer = killer;
        this.groups = groups;
        this.progress = progress;
        this.expectedBegun = expectedBegun;
    }

    /** What came of it, besides the effects. */
    record Result(List<KillRecord> kills, Map<Journal.Kind, Long> calls) {}

    /**
     * Runs to the end.
     *
     * @param allSent whether the last message was sent
     * @param killed called when the last kill was made
     * @throws DemoFailedException if a worker dies by itself, nothing moves for a minute, or there was no occasion for a kill
     */
    Result execute(int nodes, BooleanSupplier allSent, Runnable killed) {
        for (int i = 0; i < nodes; i++) {
            fleet.start();
        }
        long askBroker = System.nanoTime();
        if (killer.finished()) {
            killed.run();
        }
        while (true) {
            fleet.check();
            if (killer.tryKill((double) fleet.begun() / expectedBegun)) {
                tell(killer.records().get(killer.records().size() - 1));
                if (killer.finished()) {
                    killed.run();
                }
            }
            if (System.nanoTime() - askBroker >= 0) {
                askBroker = System.nanoTime() + BROKER_TICK_NANOS;
                boolean sent = allSent.getAsBoolean();
                look();
                if (sent && state.done()) {
                    break;
                }
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        return finish();
    }

    private Result finish() {
        fleet.stop();
        if (!killer.finished()) {
            throw new DemoFailedException("only " + killer.records().size() + " kills found a worker with unsettled"
                    + " payments before all were processed; use more --messages or less --kill");
        }
        Map<Journal.Kind, Long> calls = new EnumMap<>(Journal.Kind.class);
        variant.kinds().forEach(kind -> calls.put(kind, fleet.begun(kind)));
        return new Result(killer.records(), calls);
    }

    private void look() {
        Groups.State now = groups.state();
        long begun = fleet.begun();
        if (now.committed() != state.committed() || begun != lastBegun) {
            changedAt = System.nanoTime();
        } else if (System.nanoTime() - changedAt > PATIENCE.toNanos()) {
            throw new DemoFailedException("nothing has moved for " + PATIENCE.toSeconds() + " s in the run '"
                    + variant.label() + "', at " + now.committed() + " of " + now.total() + fleet.logs());
        }
        state = now;
        lastBegun = begun;
        int dead = killer.records().size();
        progress.update(
                now.committed(),
                now.total(),
                fleet.live().size() + " workers" + (dead == 0 ? "" : ", " + dead + " killed"));
    }

    private void tell(KillRecord kill) {
        progress.say(String.format(
                Locale.ROOT,
                "kill -9 %d: %s dies with %,d unsettled payments; %s takes its place",
                kill.pid(),
                kill.worker(),
                kill.count(),
                fleet.live().get(fleet.live().size() - 1).name()));
    }
}
