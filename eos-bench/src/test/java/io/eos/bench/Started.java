package io.eos.bench;

import io.eos.servers.Servers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Storage systems that the tests of this JVM share; their servers end with it. Thread-safe. */
final class Started {
    private static final Map<String, Storage> STARTED = new ConcurrentHashMap<>();

    private Started() {}

    static String address(String store) {
        return STARTED.computeIfAbsent(store, Started::start).address();
    }

    /** Tables are made in a tenth of the time where Cassandra does not sync each write. */
    private static Storage start(String store) {
        return store.equals("cassandra") ? CassandraKeyspace.on(Servers.cassandra()) : Storage.start(store);
    }
}
