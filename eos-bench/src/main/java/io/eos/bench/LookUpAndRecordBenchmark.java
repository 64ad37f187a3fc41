package io.eos.bench;

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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How many new messages per second one thread looks up and remembers as done, by eos and by what other libraries offer. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsPrepend = {"-Xmx2g", "-Dh2.bindAddress=127.0.0.1"})
public class LookUpAndRecordBenchmark {
    /** For JMH. */
    public LookUpAndRecordBenchmark() {}

    /** Who does it, on which storage system. Not every contender is there for each storage system: that trial then fails, and the others go on. */
    @State(Scope.Benchmark)
    public static class Contest {
        /** The storage system. */
        @Param({"memory", "h2", "postgresql", "mariadb", "redis", "zookeeper", "cassandra"})
        public String store = "";

        /** One of {@link Contender#all}. */
        @Param({"eos-processor", "eos-shard", "bare", "camel", "spring", "plain", "plain-batch"})
        public String contender = "";

        /** How many ids one call takes. */
        @Param({"1", "10", "100", "500"})
        public int batch;

        private final Messages messages = new Messages(3);
        private @Nullable Storage storage;
        private @Nullable Contender opened;
        private Contender.@Nullable Call next;

        /** For JMH. */
        public Contest() {}

        /** Starts the storage system. */
        @Setup(Level.Trial)
        public void start() {
            if (System.getProperty(Target.ADDRESS) == null) {
                storage = Storage.start(store);
            }
        }

        /** Opens the contender, new for each iteration. */
        @Setup(Level.Iteration)
        public void open() throws Exception {
            String address =
                    storage == null ? Objects.requireNonNull(System.getProperty(Target.ADDRESS)) : storage.address();
            opened = Contender.open(new Place(store, address), contender);
        }

        /** Makes what is looked up and marked next, before the time runs. */
        @Setup(Level.Invocation)
        public void prepare() {
            next = Objects.requireNonNull(opened).prepare(messages.batch(batch));
        }

        /** Closes it. */
        @TearDown(Level.Iteration)
        public void close() {
            if (opened != null) {
                opened.close();
            }
        }

        /** Ends the storage system. */
        @TearDown(Level.Trial)
        public void stop() {
            if (storage != null) {
                storage.close();
            }
        }
    }

    /**
     * Looks up ids that are new, and marks them as done. Does not show that the peers keep no result and no watermark and fence nobody, nor several connections
     * at once, ids that are there already, or a server across a network.
     */
    @Benchmark
    public void lookUpAndRecord(Contest contest, IdRate rate) throws Exception {
        Objects.requireNonNull(contest.next).run();
        rate.ids += contest.batch;
    }
}
