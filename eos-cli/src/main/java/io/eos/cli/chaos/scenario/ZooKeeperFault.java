package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.servers.ZooKeeperEnsemble;
import io.eos.servers.ZooKeeperServer;
import io.eos.spi.SettingsReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.ZooKeeper;

/** What goes wrong with ZooKeeper alone. */
record ZooKeeperFault(What what) implements Scenario {
    private static final int TIMES = 5;
    private static final Duration DOWN = Duration.ofSeconds(4);
    private static final int SESSION_MILLIS = 4_000;
    private static final int PASSWORD = 16;

    /** What the server derives a session's password from, with its id. */
    private static final long SECRET = 0xB3415C00L;

    /** What. */
    enum What {
        /** Somebody closes the workers' sessions. */
        SESSION_EXPIRED("the workers' sessions are ended by another client, 5 times"),
        /** The leader of three is killed. */
        LEADER_KILLED("3 servers: SIGKILL of the leader, twice"),
        /** One of three is cut off. */
        FOLLOWER_CUT_OFF(
                "3 servers: SIGSTOP of a follower past session and lease, twice, SIGKILL of a worker meanwhile");

        private final String title;

        What(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return "zookeeper-" + SettingsReader.hyphenated(what);
    }

    @Override
    public String title() {
        return what.title;
    }

    @Override
    public String shows() {
        return switch (what) {
            case SESSION_EXPIRED -> "nothing hangs on a session: a worker that lost its own goes on in a new one";
            case LEADER_KILLED -> "what a majority acknowledged survives its leader, and what it did not is found out";
            case FOLLOWER_CUT_OFF ->
                "workers of a server that does not answer go to another one, and read nothing old there";
        };
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return system == StorageSystem.ZOOKEEPER;
    }

    @Override
    public void play(Trial trial) {
        if (what == What.SESSION_EXPIRED) {
            expire(trial);
            return;
        }
        ZooKeeperEnsemble ensemble = trial.own(ZooKeeperEnsemble.open());
        trial.useStore("zookeeper://" + ensemble.servers() + "/chaos");
        Worker victim = trial.start();
        trial.start();
        trial.awaitWork();
        for (int i = 0; i < 2; i++) {
            ZooKeeperServer leader = ensemble.leader();
            if (what == What.LEADER_KILLED) {
                trial.fault("killed the leader");
                leader.kill();
                Pause.of(DOWN);
                leader.start();
            } else {
                ZooKeeperServer follower = ensemble.members().stream()
                        .filter(member -> member != leader)
                        .skip(i)
                        .findFirst()
                        .orElseThrow();
                trial.fault("froze a follower");
                follower.freeze();
                if (i == 0) {
                    victim.kill();
                    trial.start();
                }
                Pause.of(DOWN.plus(WorkerPlan.LEASE));
                follower.thaw();
            }
            trial.fault("back");
            Pause.of(Duration.ofMillis(500 + trial.random().nextInt(2000)));
        }
    }

    private static void expire(Trial trial) {
        if (!(trial.arena().server().server() instanceof ZooKeeperServer server)) {
            throw new IllegalStateException("no ZooKeeper");
        }
        trial.start();
        trial.start();
        trial.awaitWork();
        int ended = 0;
        for (int i = 0; i < TIMES; i++) {
            List<Long> sessions = server.sessions();
            for (long session : sessions) {
                trial.fault("ended session " + Long.toHexString(session));
                end(server, session);
                ended++;
            }
            Pause.of(Duration.ofMillis(1000 + trial.random().nextInt(1500)));
        }
        int all = ended;
        trial.await(() -> all >= TIMES);
    }

    /** A second client under the same session takes it over, and closes it. */
    private static void end(ZooKeeperServer server, long session) {
        byte[] password = new byte[PASSWORD];
        new Random(session ^ SECRET).nextBytes(password);
        try {
            ZooKeeper second = new ZooKeeper(server.servers(), SESSION_MILLIS, event -> {}, session, password);
            boolean unused =
                    Pause.until(Duration.ofSeconds(5), () -> second.getState().isConnected());
            second.close();
        } catch (IOException e) {
            throw new DemoFailedException("ZooKeeper does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted", e);
        }
    }
}
