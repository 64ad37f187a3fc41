package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * Fills a store of eos, and measures at each size what look-ups and records cost then. Run by {@link StoredIds} in a JVM of its own. Not
 * thread-safe.
 */
final class GrowingStore {
    private static final int BATCH = 100;
    private static final int FILL_BATCH = 500;
    private static final int SAMPLE = 20_000;
    /** Turns of records make no more than this part of what is there: else a small store would not stay one. */
    private static final int GROWTH_PART = 20;

    private final Place place;
    private final Scope scope;
    private final String prefix = Place.newPrefix();
    private final Client client;
    private final Messages messages = new Messages(13);
    private final Random random = new Random(17);
    private final List<MessageId> sample = new ArrayList<>();
    private final List<FigureLine> lines = new ArrayList<>();
    private long stored;

    private GrowingStore(Place place, Scope scope) throws Exception {
        this.place = place;
        this.scope = scope;
        client = place.client("eos", scope, prefix);
    }

    /**
     * Measures, and appends lines of JSON to a file.
     *
     * @param args store, scope, address, sizes with commas between, turns, file
     */
    public static void main(String[] args) throws Exception {
        GrowingStore store = new GrowingStore(new Place(args[0], args[2]), Scope.valueOf(args[1]));
        try {
            OptionalLong empty = Footprint.bytes(store.place, store.prefix);
            long[] sizes =
                    Arrays.stream(args[3].split(",")).mapToLong(Long::parseLong).toArray();
            for (long size : sizes) {
                store.fill(size);
                store.bytes(size, empty);
                store.turns(size, Integer.parseInt(args[4]));
            }
        } finally {
            store.client.close();
        }
        Files.write(
                Path.of(args[5]),
                store.lines.stream().map(FigureLine::toString).toList(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void fill(long size) throws Exception {
        while (stored < size) {
            record((int) Math.min(FILL_BATCH, size - stored));
        }
    }

    private long record(int count) throws Exception {
        Batch next = messages.batch(count);
        long start = System.nanoTime();
        client.record(next);
        long nanos = System.nanoTime() - start;
        next.completions().forEach(completion -> remember(completion.id()));
        return nanos;
    }

    /** Any id that was stored is as likely to be in the sample as any other one (reservoir sampling). */
    private void remember(MessageId id) {
        stored++;
        if (sample.size() < SAMPLE) {
            sample.add(id);
        } else {
            long place = random.nextLong(stored);
            if (place < SAMPLE) {
                sample.set((int) place, id);
            }
        }
    }

    private void bytes(long size, OptionalLong empty) {
        OptionalLong now = Footprint.bytes(place, prefix);
        if (now.isPresent()) {
            double each = (now.getAsLong() - empty.orElseThrow()) / (double) stored;
            add("bytes-per-id", size, "bytes", "B", List.of(each));
        }
    }

    private void turns(long size, int turns) throws Exception {
        List<Double> present = new ArrayList<>();
        List<Double> absent = new ArrayList<>();
        List<Double> records = new ArrayList<>();
        long most = Math.max(BATCH, size / GROWTH_PART / Math.max(1, turns));
        for (int turn = 0; turn < turns; turn++) {
            present.add(TimedCalls.rate(Long.MAX_VALUE, BATCH, this::findPresent));
            absent.add(TimedCalls.rate(Long.MAX_VALUE, BATCH, () -> TimedCalls.find(client, messages.ids(BATCH), 0)));
            records.add(TimedCalls.rate(most, BATCH, () -> record(BATCH)));
        }
        add("stored-ids", size, "look-up, there", "ids/s", present);
        add("stored-ids", size, "look-up, not there", "ids/s", absent);
        add("stored-ids", size, "record", "ids/s", records);
    }

    private void add(String benchmark, long size, String what, String unit, List<Double> values) {
        Map<String, Object> settings =
                Map.of("ids", size, "what", what, "scope", scope.name().toLowerCase(Locale.ROOT));
        lines.add(new FigureLine(benchmark, place.store(), "eos", settings, unit, values));
    }

    private long findPresent() throws Exception {
        // An id that was drawn twice is asked for once.
        Set<MessageId> some = new LinkedHashSet<>();
        for (int i = 0; i < BATCH; i++) {
            some.add(sample.get(random.nextInt(sample.size())));
        }
        return TimedCalls.find(client, List.copyOf(some), some.size());
    }
}
