package io.eos.store.jdbc;

import io.eos.servers.Servers;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The databases of the tests. */
enum TestDatabases {
    H2,
    POSTGRES,
    MARIADB;

    private static final Map<TestDatabases, Ledger> SHARED = new ConcurrentHashMap<>();

    /** The ledger that the tests of this JVM share; they use names of their own. */
    Ledger ledger() {
        return SHARED.computeIfAbsent(this, TestDatabases::fresh);
    }

    /** A query for the number of the connection that it is asked on. */
    String connectionId() {
        return switch (this) {
            case H2 -> "SELECT SESSION_ID()";
            case POSTGRES -> "SELECT pg_backend_pid()";
            case MARIADB -> "SELECT CONNECTION_ID()";
        };
    }

    /** A query for how many connections have a number: one or none. */
    String countConnections(long id) {
        return switch (this) {
            case H2 -> "SELECT count(*) FROM information_schema.sessions WHERE session_id = " + id;
            case POSTGRES -> "SELECT count(*) FROM pg_stat_activity WHERE pid = " + id;
            case MARIADB -> "SELECT count(*) FROM information_schema.processlist WHERE id = " + id;
        };
    }

    /** A query for how many transactions wait for a lock. */
    String countWaiting() {
        return switch (this) {
            case H2 -> "SELECT count(*) FROM information_schema.sessions WHERE blocker_id IS NOT NULL";
            case POSTGRES -> "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
            case MARIADB -> "SELECT count(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
        };
    }

    /** A ledger in a database of its own. */
    Ledger fresh() {
        String name = "eos_" + UUID.randomUUID().toString().replace("-", "");
        return new Ledger(
                switch (this) {
                    // It stays open, or each test would open and close the file.
                    case H2 -> H2Address.complete("jdbc:h2:file:./target/h2/" + name + ";DB_CLOSE_DELAY=-1");
                    case POSTGRES -> Servers.postgres().createDatabase(name);
                    case MARIADB -> Servers.mariadb().createDatabase(name);
                });
    }
}
