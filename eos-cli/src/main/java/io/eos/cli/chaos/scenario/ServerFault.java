package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Arena;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.servers.ControllableServer;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server goes away while two workers are at work, and comes back with its data.
 *
 * @param side which one
 * @param how it goes
 */
record ServerFault(CutOff.Side side, How how) implements Scenario {

    /** How it goes, for how long, how often. */
    enum How {
        /** SIGKILL. */
        KILL("SIGKILL and restart, three times", Duration.ofSeconds(1), 3),
        /** SIGKILL, for a long time. */
        DOWN("down for 60 s", Duration.ofSeconds(60), 1),
        /** SIGSTOP: connections stay open and nothing answers. */
        FREEZE("frozen past lease and session, twice", WorkerPlan.LEASE.plusSeconds(2), 2);

        private final String title;
        private final Duration time;
        private final int times;

        How(String title, Duration time, int times) {
            this.title = title;
            this.time = time;
            this.times = times;
        }
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (CutOff.Side side : CutOff.Side.values()) {
            for (How how : How.values()) {
                all.add(new ServerFault(side, how));
            }
        }
        return all;
    }

    @Override
    public String name() {
        return SettingsReader.hyphenated(side) + "-server-" + SettingsReader.hyphenated(how);
    }

    @Override
    public String title() {
        return "the " + SettingsReader.hyphenated(side) + " itself: " + how.title;
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return side == CutOff.Side.BROKER || system != StorageSystem.H2;
    }

    @Override
    public void play(Trial trial) {
        trial.start();
        trial.start();
        trial.awaitWork();
        for (int i = 0; i < how.times; i++) {
            strike(trial, how.time);
            Pause.of(Duration.ofMillis(500 + trial.random().nextInt(1500)));
        }
    }

    /** Once; the server is back when this returns. */
    void strike(Trial trial, Duration time) {
        ControllableServer server = server(trial.arena());
        trial.fault(name());
        if (how == How.FREEZE) {
            server.freeze();
            Pause.of(time);
            server.thaw();
        } else {
            server.kill();
            Pause.of(time);
            server.start();
        }
        trial.fault("back");
    }

    private ControllableServer server(Arena arena) {
        ControllableServer storage = arena.server().server();
        if (side == CutOff.Side.STORE && storage != null) {
            return storage;
        }
        return arena.kafka();
    }
}
