package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.judge.Checker;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Crew;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.servers.DatabaseOptions;
import io.eos.servers.FaultProxy;
import io.eos.servers.RedisSentinels;
import io.eos.servers.RedisServer;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What goes wrong with Redis alone. */
record RedisFault(What what) implements Scenario {
    private static final int FLUSHES = 60;
    private static final Duration LOST = Duration.ofSeconds(2);
    private static final Duration AFTERWARDS = Duration.ofSeconds(6);
    private static final Duration FULL = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** After the store went back: what was acknowledged is gone, but nothing else is promised less. */
    private static final Set<Invariant> WITH_THE_LOSS =
            Set.of(Invariant.I1, Invariant.I2, Invariant.I5, Invariant.I6, Invariant.I7, Invariant.I8, Invariant.I10);

    /** What. */
    enum What {
        /** The server forgets the scripts. */
        SCRIPT_FLUSH("SCRIPT FLUSH ten times a second"),
        /** It may drop what it holds, then it is full. */
        MEMORY("an evicting maxmemory-policy before a start, which must refuse it; then no memory for 6 s"),
        /** A replica takes over that lacks the last writes. */
        PROMOTED("a replica is promoted that lacks the writes of 2 s: workers must report it"),
        /** Sentinels notice that the primary is dead. */
        SENTINEL("3 sentinels promote the replica, which has all that was acknowledged: SIGKILL of the primary, twice");

        private final String title;

        What(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return "redis-" + SettingsReader.hyphenated(what);
    }

    @Override
    public String title() {
        return what.title;
    }

    @Override
    public String shows() {
        return switch (what) {
            case SCRIPT_FLUSH -> "a script that is gone is sent again, within the call";
            case MEMORY ->
                "no worker starts where results may be evicted; what is not written for want of memory is repeated";
            case PROMOTED ->
                "acknowledged writes that a failover lost are reported, tokens and epochs grow nevertheless, and with `transact`, whose effects"
                        + " are lost with their results, each message still has its effect once";
            case SENTINEL ->
                "where a replica must have each write before it is acknowledged, workers follow the sentinels to it and find all that they were told";
        };
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return system == StorageSystem.REDIS && (what != What.SENTINEL || kind != HandlerKind.TRANSACT);
    }

    @Override
    public Map<String, String> storeSettings() {
        return what == What.SENTINEL ? Map.of("replica-acks", "1", "replica-ack-timeout", "500ms") : Map.of();
    }

    @Override
    public void play(Trial trial) {
        if (what == What.SENTINEL) {
            sentinel(trial);
            return;
        }
        if (!(trial.arena().server().server() instanceof RedisServer server)) {
            throw new IllegalStateException("no Redis");
        }
        if (what == What.PROMOTED) {
            promote(trial, server);
            return;
        }
        trial.start();
        trial.start();
        trial.awaitWork();
        if (what == What.SCRIPT_FLUSH) {
            for (int i = 0; i < FLUSHES; i++) {
                String unused = server.command("SCRIPT", "FLUSH");
                Pause.of(Duration.ofMillis(75));
            }
        } else {
            memory(trial, server);
        }
    }

    private static void memory(Trial trial, RedisServer server) {
        set(server, "maxmemory-policy", "allkeys-lru");
        trial.fault("may evict");
        Worker refused = trial.start();
        refused.expectEnd();
        if (!Crew.awaitLog(refused, "has maxmemory-policy allkeys-lru", PATIENCE)) {
            trial.find(new Violation(Invariant.I1, refused.name() + " started where results may be evicted"));
        }
        refused.kill();
        set(server, "maxmemory-policy", "noeviction");
        long failed = unknown(trial);
        trial.fault("full");
        set(server, "maxmemory", "1");
        Pause.of(FULL);
        set(server, "maxmemory", "0");
        trial.fault("has memory again");
        trial.await(() -> unknown(trial) > failed);
    }

    private static long unknown(Trial trial) {
        return trial.crew().events().stream()
                .filter(event -> event.is(Event.Type.UNKNOWN))
                .count();
    }

    private static void set(RedisServer server, String key, String value) {
        String unused = server.command("CONFIG", "SET", key, value);
    }

    /** The arena's server is the replica that takes over, since it is the one that is looked at in the end. */
    private static void promote(Trial trial, RedisServer replica) {
        List<FaultProxy> ways = trial.arena().storeProxies();
        try (RedisServer primary = RedisServer.open()) {
            if (trial.plan().kind() == HandlerKind.TRANSACT) {
                trial.arena().createLedger(primary.address(), trial.plan().ledger());
            }
            String unused = replica.command("REPLICAOF", "127.0.0.1", Integer.toString(primary.port()));
            primary.awaitReplica();
            ways.forEach(way -> way.target(primary.port()));
            trial.start();
            trial.start();
            trial.awaitWork();
            trial.fault("the replica hears no more");
            unused = replica.command("REPLICAOF", "NO", "ONE");
            Pause.of(LOST);
            trial.fault("killed the primary and promoted the replica");
            primary.kill();
        } finally {
            ways.forEach(way -> way.target(replica.port()));
            ways.forEach(FaultProxy::resetAll);
        }
        // A shard notices the loss when it writes next, or starts: each has to have something to do.
        Pause.of(AFTERWARDS);
        boolean told = Pause.until(
                PATIENCE,
                () -> trial.crew().all().stream()
                        .anyMatch(worker -> worker.log().contains("lost history")));
        if (!told) {
            trial.find(new Violation(Invariant.I9, "nobody reported that the store had lost acknowledged writes"));
        }
    }

    /** Each comes back as the other one's replica. */
    private static void sentinel(Trial trial) {
        RedisServer primary = trial.own(RedisServer.open());
        RedisServer replica = trial.own(RedisServer.replicaOf(primary, DatabaseOptions.defaults()));
        RedisSentinels sentinels = trial.own(RedisSentinels.open(primary, "chaos"));
        trial.useStore(sentinels.address());
        trial.start();
        trial.start();
        trial.awaitWork();
        for (int i = 0; i < 2; i++) {
            trial.fault("killed the primary");
            primary.kill();
            sentinels.awaitMaster(replica);
            trial.fault("the replica is promoted");
            Pause.of(Duration.ofMillis(500 + trial.random().nextInt(2000)));
            primary.start();
            replica.awaitReplica();
            trial.fault("it has a replica");
            RedisServer next = replica;
            replica = primary;
            primary = next;
            Pause.of(Duration.ofMillis(500 + trial.random().nextInt(2000)));
        }
    }

    @Override
    public List<Violation> judge(Trial trial, Evidence evidence) {
        List<Violation> found = Checker.check(evidence);
        if (what != What.PROMOTED) {
            return found;
        }
        boolean transact = evidence.kind() == HandlerKind.TRANSACT;
        return found.stream()
                .filter(each -> !WITH_THE_LOSS.contains(each.invariant())
                        || (transact && (each.invariant() == Invariant.I6 || each.invariant() == Invariant.I1)))
                .toList();
    }
}
