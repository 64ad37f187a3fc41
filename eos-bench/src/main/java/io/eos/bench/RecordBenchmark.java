package io.eos.bench;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How many new results per second one thread records, each batch with the shard's next checkpoint. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsPrepend = {"-Xmx2g", "-Dh2.bindAddress=127.0.0.1"})
public class RecordBenchmark {
    /** For JMH. */
    public RecordBenchmark() {}

    /** A client on empty tables, new for every iteration, so that a later one does not pay for what earlier ones wrote. */
    @State(Scope.Benchmark)
    public static class Empty {
        private @Nullable Client client;

        /** For JMH. */
        public Empty() {}

        /** Opens it. */
        @Setup(Level.Iteration)
        public void open(Target target) throws Exception {
            client = target.open();
        }

        /** Closes it. */
        @TearDown(Level.Iteration)
        public void close() throws SQLException {
            if (client != null) {
                client.close();
            }
        }
    }

    /** What is recorded next: made before the time runs. */
    @State(Scope.Benchmark)
    public static class Next {
        private final Messages messages = new Messages(1);
        private @Nullable Batch batch;

        /** For JMH. */
        public Next() {}

        /** Makes it. */
        @Setup(Level.Invocation)
        public void make(Target target) {
            batch = messages.batch(target.batch);
        }
    }

    /**
     * Records new ids. Does not show several shards or nodes at once, ids that are there already, a table that is larger than memory, or a
     * server across a network.
     */
    @Benchmark
    public void record(Target target, Empty empty, Next next, IdRate rate) throws Exception {
        Objects.requireNonNull(empty.client).record(Objects.requireNonNull(next.batch));
        rate.ids += target.batch;
    }
}
