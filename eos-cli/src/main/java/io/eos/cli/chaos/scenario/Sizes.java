package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.worker.FaultPoint;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;

/** Results have nothing in them, are as long as the store takes, or longer; a worker is killed. */
record Sizes() implements Scenario {
    private static final KillAt KILL = new KillAt(FaultPoint.RESULT_ACKNOWLEDGED);

    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public String title() {
        return "results of 0 bytes, of all that the store takes, and of one more byte; SIGKILL when one is acknowledged";
    }

    @Override
    public String shows() {
        return "each is recorded and published once, and one that is too long becomes a dead letter before it is recorded";
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return kind != HandlerKind.TRANSACT;
    }

    @Override
    public boolean poison() {
        return true;
    }

    @Override
    public boolean sized() {
        return true;
    }

    @Override
    public void play(Trial trial) {
        KILL.play(trial);
    }
}
