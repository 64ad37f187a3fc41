package io.eos.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long messages took from the moment at which they should have been sent, which stands in them, until they were handled. So one that was
 * sent late because the one before was slow counts its wait: corrected for coordinated omission. Thread-safe.
 */
final class Latencies {
    /** What is told, by name. */
    static final Map<String, Double> PERCENTILES = percentiles();

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 3;
    private static final long GREETING = -1;

    private final Histogram micros = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    private final long warmups;
    private final Path ready;
    private final CountDownLatch missing;

    /**
     * None yet.
     *
     * @param messages how many will come
     * @param warmups how many of them do not count
     * @param report where they will be written; beside it a file says that handlers are at work
     */
    Latencies(long messages, long warmups, Path report) {
        this.warmups = warmups;
        ready = ready(report);
        missing = new CountDownLatch(Math.toIntExact(messages));
    }

    private static Map<String, Double> percentiles() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("p50", 50.0);
        all.put("p99", 99.0);
        all.put("p99.9", 99.9);
        return all;
    }

    /** The file that says that handlers are at work. */
    static Path ready(Path report) {
        return report.resolveSibling("ready");
    }

    /** The value of a message that comes before the others: once it is handled, handlers are at work. */
    static byte[] greeting() {
        return value(GREETING, 0, 0);
    }

    /** A message's value. */
    static byte[] value(long number, long dueMicros, int bytes) {
        return ByteBuffer.allocate(Math.max(bytes, 2 * Long.BYTES))
                .putLong(number)
                .putLong(dueMicros)
                .array();
    }

    /** The clock that senders and handlers share. */
    static long nowMicros() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }

    /** This message has been handled. */
    void handled(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        long number = bytes.getLong();
        if (number == GREETING) {
            sayReady();
            return;
        }
        long took = nowMicros() - bytes.getLong();
        if (number >= warmups) {
            micros.recordValue(Math.min(Math.max(took, 0), LONGEST_MICROS));
        }
        missing.countDown();
    }

    private void sayReady() {
        try {
            Files.writeString(ready, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether all have come. */
    boolean complete() {
        return missing.getCount() == 0;
    }

    /** Writes milliseconds, a line for each percentile. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        PERCENTILES.values().forEach(part -> lines.add(Double.toString(micros.getValueAtPercentile(part) / 1000.0)));
        Files.write(file, lines);
    }

    static List<Double> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(Double::valueOf).toList();
    }
}
