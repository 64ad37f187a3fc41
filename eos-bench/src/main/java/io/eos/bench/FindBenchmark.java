package io.eos.bench;

import io.eos.api.MessageId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
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

/** How many ids per second one thread looks up among some results. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsPrepend = {"-Xmx2g", "-Dh2.bindAddress=127.0.0.1"})
public class FindBenchmark {
    /** For JMH. */
    public FindBenchmark() {}

    /** A client on tables that hold results. */
    @State(Scope.Benchmark)
    public static class Filled {
        private static final int FILL_BATCH = 500;

        /** How many results there are: a multiple of all batches. */
        @Param("20000")
        public int results;

        private final Messages messages = new Messages(2);
        private final List<MessageId> known = new ArrayList<>();
        private @Nullable Client client;
        private int next;

        /** For JMH. */
        public Filled() {}

        /** Opens and fills it. */
        @Setup(Level.Trial)
        public void open(Target target) throws Exception {
            Client opened = target.open();
            client = opened;
            while (known.size() < results) {
                Batch batch = messages.batch(FILL_BATCH);
                opened.record(batch);
                batch.completions().forEach(completion -> known.add(completion.id()));
            }
            // Else a batch would ask for what was written together.
            Collections.shuffle(known, new Random(3));
        }

        /** Closes it. */
        @TearDown(Level.Trial)
        public void close() throws SQLException {
            if (client != null) {
                client.close();
            }
        }

        private List<MessageId> some(int count) {
            next = next + count <= results ? next : 0;
            List<MessageId> some = known.subList(next, next + count);
            next += count;
            return some;
        }

        private void expect(int expected, List<MessageId> ids) throws Exception {
            int found = Objects.requireNonNull(client).find(ids);
            if (found != expected) {
                throw new IllegalStateException("found " + found + " of " + ids.size() + ", not " + expected);
            }
        }
    }

    /** Looks up ids that have a result, which is fetched and decoded. Does not show large results, or a table that is larger than memory. */
    @Benchmark
    public void findPresent(Target target, Filled filled, IdRate rate) throws Exception {
        filled.expect(target.batch, filled.some(target.batch));
        rate.ids += target.batch;
    }

    /** Looks up ids that have none, as nearly all messages do. Does not show a table that is larger than memory, or other work beside it. */
    @Benchmark
    public void findAbsent(Target target, Filled filled, IdRate rate) throws Exception {
        filled.expect(0, filled.messages.ids(target.batch));
        rate.ids += target.batch;
    }
}
