package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Faults of all kinds, drawn one after the other, some of which last while others come, on three workers. */
public record Mix() implements Scenario {
    public static final String NAME = "mix";

    private static final int WORKERS = 3;
    private static final int LEAST = 4;
    private static final int MOST = 9;

    /** One of the faults. */
    @FunctionalInterface
    private interface Strike {
        void strike(Trial trial, Random random);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "a random mix of all faults";
    }

    @Override
    public void play(Trial trial) {
        for (int i = 0; i < WORKERS; i++) {
            trial.start();
        }
        trial.awaitWork();
        Random random = trial.random();
        List<Strike> strikes = strikes(trial.arena().system());
        int count = LEAST + random.nextInt(MOST - LEAST + 1);
        for (int i = 0; i < count; i++) {
            strikes.get(random.nextInt(strikes.size())).strike(trial, random);
            Pause.of(Duration.ofMillis(random.nextInt(1500)));
        }
    }

    private static List<Strike> strikes(StorageSystem system) {
        List<Strike> strikes = new ArrayList<>(List.of(
                Mix::kill,
                Mix::kill,
                Mix::freeze,
                Mix::freeze,
                Mix::wake,
                Mix::leave,
                (trial, random) -> trial.start(),
                (trial, random) -> new ServerFault(CutOff.Side.BROKER, ServerFault.How.KILL)
                        .strike(trial, Duration.ofMillis(random.nextInt(1000)))));
        for (CutOff.What what : CutOff.What.values()) {
            strikes.add(cut(CutOff.Side.BROKER, what));
            if (system != StorageSystem.H2) {
                strikes.add(cut(CutOff.Side.STORE, what));
            }
        }
        if (system != StorageSystem.H2) {
            for (ServerFault.How how : List.of(ServerFault.How.KILL, ServerFault.How.FREEZE)) {
                strikes.add((trial, random) ->
                        new ServerFault(CutOff.Side.STORE, how).strike(trial, Duration.ofMillis(random.nextInt(5000))));
            }
        }
        return strikes;
    }

    private static Strike cut(CutOff.Side side, CutOff.What what) {
        return (trial, random) ->
                new CutOff(side, what).strike(trial, trial.crew().anyAlive());
    }

    private static void kill(Trial trial, Random random) {
        Worker victim = trial.crew().anyAlive();
        trial.fault("killed " + victim.name());
        victim.kill();
        trial.start();
    }

    private static void leave(Trial trial, Random random) {
        Worker victim = trial.crew().anyAlive();
        // Frozen, it could not do as it is told.
        victim.thaw();
        trial.fault("told to leave " + victim.name());
        victim.terminate();
        trial.start();
    }

    private static void freeze(Trial trial, Random random) {
        Worker victim = trial.crew().anyAlive();
        trial.fault("froze " + victim.name());
        victim.freeze();
        Pause.of(Duration.ofMillis(random.nextInt(6000)));
        // Every other one sleeps on, until somebody wakes it.
        if (random.nextBoolean()) {
            trial.fault("woke " + victim.name());
            victim.thaw();
        }
    }

    private static void wake(Trial trial, Random random) {
        trial.fault("woke all");
        trial.crew().thawAll();
    }
}
