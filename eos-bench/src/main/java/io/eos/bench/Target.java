package io.eos.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is measured in a trial: which storage system, through which client, with ids unique in what, in batches of how many. */
@State(Scope.Benchmark)
public class Target {
    /** The address of a storage system that is up already; where it is missing, each trial starts one. */
    static final String ADDRESS = "eos.bench.address";

    /** The storage system. */
    @Param({"memory", "h2", "postgresql", "mariadb", "redis", "redis-cluster", "zookeeper", "cassandra"})
    public String store = "";

    /** {@code eos}: the store; {@code bare}: a program that sends the same without eos; {@code lean}: one that sends less. */
    @Param({"eos", "bare", "lean"})
    public String client = "";

    /** In what ids are unique. */
    @Param
    public io.eos.api.Scope scope = io.eos.api.Scope.PROCESSOR;

    /** How many ids one call takes. */
    @Param({"1", "10", "100", "500"})
    public int batch;

    private @Nullable Storage storage;

    /** For JMH. */
    public Target() {}

    /** Starts the storage system. */
    @Setup(Level.Trial)
    public void start() {
        if (System.getProperty(ADDRESS) == null) {
            storage = Storage.start(store);
        }
    }

    /** Ends it. */
    @TearDown(Level.Trial)
    public void stop() {
        if (storage != null) {
            storage.close();
        }
    }

    Client open() throws Exception {
        String address = storage == null ? Objects.requireNonNull(System.getProperty(ADDRESS)) : storage.address();
        return new Place(store, address).client(client, scope);
    }
}
