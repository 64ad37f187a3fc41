package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.spi.SettingsReader;
import java.time.Duration;

/** Somebody with rights in the database is in the way of two workers. */
record DatabaseFault(What what) implements Scenario {
    private static final int TERMINATIONS = 12;
    private static final int LOCKS = 3;
    private static final int DEADLOCKS = 8;
    private static final Duration HELD = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String OTHERS = " FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND datname = current_database() AND backend_type = 'client backend' AND ";
    private static final String COMMITTING = OTHERS + "wait_event = 'SyncRep'";
    private static final String WITHIN = OTHERS + "state IN ('active', 'idle in transaction')";

    /** What it does. */
    enum What {
        /** PostgreSQL: a commit is held until its backend is ended. */
        COMMIT_TERMINATED("pg_terminate_backend at COMMIT and within transactions, 12 times each"),
        /** PostgreSQL: a rival transaction waits for a worker's, which waits for it. */
        DEADLOCK("a rival transaction provokes deadlocks, whose victims are the workers'"),
        /** A rival transaction keeps what workers want. */
        LOCK_WAIT("a rival transaction locks all shards for 6 s, past lock wait, lease and socket timeout, 3 times");

        private final String title;

        What(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return "database-" + SettingsReader.hyphenated(what);
    }

    @Override
    public String title() {
        return what.title;
    }

    @Override
    public String shows() {
        return switch (what) {
            case COMMIT_TERMINATED ->
                "a commit that was carried out and whose answer was lost is recognised, and so is one that was not";
            case DEADLOCK -> "a transaction that the database gave up is repeated as a whole";
            case LOCK_WAIT -> "a lock that is not had in time is waited for again, and no half of a transaction stays";
        };
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return what == What.LOCK_WAIT ? Rows.isSql(system) : system == StorageSystem.POSTGRESQL;
    }

    @Override
    public void play(Trial trial) {
        try (Rows rows = Rows.open(trial.crew().address())) {
            if (trial.arena().system() == StorageSystem.MARIADB) {
                rows.run("SET GLOBAL innodb_lock_wait_timeout = 1");
            }
            trial.start();
            trial.start();
            trial.awaitWork();
            switch (what) {
                case COMMIT_TERMINATED -> terminate(trial, rows);
                case DEADLOCK -> deadlock(trial, rows);
                case LOCK_WAIT -> lock(trial, rows);
            }
        }
    }

    /** A standby that is not there keeps commits waiting after they are on the disk: ended then, they are done and their clients do not know. */
    private static void terminate(Trial trial, Rows rows) {
        long ended = 0;
        rows.run("SET synchronous_commit = local");
        for (int i = 0; i < TERMINATIONS; i++) {
            rows.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            rows.run("SELECT pg_reload_conf()");
            boolean unused = Pause.until(PATIENCE, () -> rows.run("SELECT count(*)" + COMMITTING) > 0);
            ended += rows.run("SELECT count(pg_terminate_backend(pid))" + COMMITTING);
            rows.run("ALTER SYSTEM RESET synchronous_standby_names");
            rows.run("SELECT pg_reload_conf()");
            Pause.of(Duration.ofMillis(trial.random().nextInt(300)));
            boolean within =
                    Pause.until(PATIENCE, () -> rows.run("SELECT count(pg_terminate_backend(pid))" + WITHIN) > 0);
            trial.fault("ended backends " + within);
            Pause.of(Duration.ofMillis(trial.random().nextInt(300)));
        }
        long done = ended;
        trial.await(() -> done >= TERMINATIONS / 2);
    }

    /** Who looks for a deadlock first gives way: the rival is given more patience than the workers have. */
    private static void deadlock(Trial trial, Rows rows) {
        String count = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        long before = rows.run(count);
        rows.run("SET deadlock_timeout = '20s'");
        rows.run("SET lock_timeout = '8s'");
        for (int i = 0; i < DEADLOCKS; i++) {
            rows.lockShards();
            try (Rows watch = Rows.open(trial.crew().address())) {
                boolean unused = Pause.until(
                        PATIENCE, () -> watch.run("SELECT count(*)" + OTHERS + "wait_event_type = 'Lock'") > 0);
            }
            trial.fault("a rival wants the results too");
            rows.lockResults();
            rows.rollback();
            Pause.of(Duration.ofMillis(trial.random().nextInt(500)));
        }
        trial.await(() -> rows.run(count) > before);
    }

    private static void lock(Trial trial, Rows rows) {
        for (int i = 0; i < LOCKS; i++) {
            trial.fault("a rival locks all shards");
            rows.lockShards();
            Pause.of(HELD);
            rows.rollback();
            trial.fault("and gives them back");
            Pause.of(Duration.ofMillis(500 + trial.random().nextInt(1500)));
        }
    }
}
