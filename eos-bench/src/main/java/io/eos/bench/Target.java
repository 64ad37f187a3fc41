package io.eos.bench;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is measured in a trial: which storage system, through which client, in batches of how many ids. */
@State(Scope.Benchmark)
public class Target {
    /** The storage system. */
    @Param({"memory", "h2", "postgresql", "mariadb"})
    public String store = "";

    /** {@code eos}: the store; {@code bare}: the same storage system without eos. */
    @Param({"eos", "bare"})
    public String client = "";

    /** How many ids one call takes. */
    @Param({"1", "10", "100", "500"})
    public int batch;

    private @Nullable Place place;

    /** For JMH. */
    public Target() {}

    /** Starts the storage system. */
    @Setup(Level.Trial)
    public void start() {
        place = Place.open(store);
    }

    /** Ends it. */
    @TearDown(Level.Trial)
    public void stop() {
        if (place != null) {
            place.close();
        }
    }

    Client open() throws SQLException {
        return Objects.requireNonNull(place).client(client);
    }
}
