package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Link;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.servers.Fault;
import io.eos.servers.FaultPlan;
import io.eos.servers.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Something happens to one worker's connections, again and again, while a second worker is well.
 *
 * @param side whose connections
 * @param what is done to them
 */
record CutOff(Side side, What what) implements Scenario {
    private static final int TIMES = 3;
    private static final int RESETS = 10;

    /** Where the connections lead. */
    enum Side {
        /** To the storage system. */
        STORE,
        /** To the broker. */
        BROKER
    }

    /** What is done, and for how long each time. */
    enum What {
        /** Requests are carried out, answers are lost. */
        DROP_REPLIES("answers are lost", Duration.ofMillis(1500)),
        /** Nothing passes, past lease and session. */
        SILENCE("nothing passes, past lease and session", WorkerPlan.LEASE.plusSeconds(2)),
        /** Requests are late by more than the lease; their clients do not wait for them. */
        DELAY("requests arrive after the lease", Duration.ofSeconds(5)),
        /** A byte at a time. */
        TRICKLE("one byte a second", Duration.ofSeconds(4)),
        /** Connections are refused. */
        REFUSE("connections are refused", Duration.ofSeconds(2)),
        /** Open connections are reset every now and then. */
        RESET("connections are reset ten times", Duration.ofSeconds(3)),
        /** Each connection ends in another way, after some bytes of answers. */
        FLAKY("each connection ends soon, in its own way", Duration.ofSeconds(4));

        private final String title;
        private final Duration time;

        What(String title, Duration time) {
            this.title = title;
            this.time = time;
        }

        private Fault fault() {
            return switch (this) {
                case DROP_REPLIES -> Fault.DROP_REPLIES;
                case SILENCE -> Fault.SILENCE;
                case DELAY -> new Fault.Delay(WorkerPlan.LEASE.plusSeconds(1));
                case TRICKLE -> Fault.Trickle.bytePerSecond();
                case REFUSE -> Fault.REFUSE;
                case FLAKY, RESET -> Fault.PASS;
            };
        }
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (What what : What.values()) {
            for (Side side : Side.values()) {
                all.add(new CutOff(side, what));
            }
        }
        return all;
    }

    @Override
    public String name() {
        return (side + "-" + what).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    @Override
    public String title() {
        return "worker and " + (side == Side.STORE ? "store" : "broker") + ": " + what.title;
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        // There is no connection to a file.
        return side == Side.BROKER || system != StorageSystem.H2;
    }

    @Override
    public void play(Trial trial) {
        Worker victim = trial.start();
        trial.start();
        trial.awaitWork(victim);
        for (int i = 0; i < TIMES; i++) {
            strike(trial, victim);
            trial.fault("well again");
            Pause.of(Duration.ofMillis(200 + trial.random().nextInt(1500)));
        }
    }

    /** Once. */
    void strike(Trial trial, Worker victim) {
        Link link = victim.link();
        FaultProxy proxy = side == Side.BROKER ? link.broker() : Objects.requireNonNull(link.store());
        trial.fault(name() + " of " + victim.name());
        if (what == What.RESET) {
            for (int i = 0; i < RESETS; i++) {
                Pause.of(Duration.ofMillis(trial.random().nextInt(600)));
                proxy.resetAll();
            }
            return;
        }
        if (what == What.FLAKY) {
            proxy.plan(FaultPlan.flaky(trial.random().nextLong(), 4000));
            proxy.resetAll();
        } else {
            proxy.set(what.fault());
        }
        Pause.of(what.time);
        proxy.set(Fault.PASS);
        proxy.resetAll();
    }
}
