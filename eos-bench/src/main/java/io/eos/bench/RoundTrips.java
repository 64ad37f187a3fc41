package io.eos.bench;

import io.eos.api.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints how many round trips a {@code record} takes, as a network would see them: the client talks to the server through {@link DelayingProxy proxies},
 * which delay answers. Counted are turns, and how often a call waits for an answer: by how much longer it takes with a longer delay. Not
 * thread-safe.
 */
public final class RoundTrips implements AutoCloseable {
    private static final int WARMUPS = 20;
    private static final int CALLS = 10;
    private static final long SHORT_MILLIS = 5;
    private static final long LONG_MILLIS = 105;

    private final Turns turns = new Turns();
    private final List<DelayingProxy> proxies = new ArrayList<>();
    private final Storage storage;
    private final Place place;

    /** What one call takes. */
    record Count(double turns, double waits) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f (%.1f)", waits, turns);
        }
    }

    /** Starts a storage system, which must be an embedded server. */
    RoundTrips(String store) {
        storage = Storage.start(store);
        try {
            place = new Place(store, storage.through(this::proxy));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private int proxy(int port) {
        DelayingProxy proxy = new DelayingProxy(port, turns);
        proxies.add(proxy);
        return proxy.port();
    }

    /**
     * Counts.
     *
     * @param args the stores; none for all that have a server
     */
    public static void main(String[] args) throws Exception {
        List<String> stores = args.length > 0 ? Arrays.asList(args) : Storage.ALL.subList(2, Storage.ALL.size());
        System.out.println(
                "| store, scope | client | batch 1 | 10 | 100 | 500 |\n| --- | --- | --- | --- | --- | --- |");
        for (String store : stores) {
            try (RoundTrips trips = new RoundTrips(store)) {
                for (Scope scope : Scope.values()) {
                    for (String client : List.of("bare", "eos")) {
                        StringBuilder row = new StringBuilder("| " + store + ", " + scope + " | " + client + " |");
                        for (int batch : List.of(1, 10, 100, 500)) {
                            row.append(' ')
                                    .append(trips.count(client, scope, batch, CALLS))
                                    .append(" |");
                        }
                        System.out.println(row);
                    }
                }
            }
        }
    }

    /** Counts those of one call, the turns as the mean of several, the waits of the shortest one. */
    Count count(String kind, Scope scope, int batch, int calls) throws Exception {
        Messages messages = new Messages(5);
        delay(0);
        try (Client client = place.client(kind, scope)) {
            millis(client, messages, batch, WARMUPS);
            delay(SHORT_MILLIS);
            double shorter = millis(client, messages, batch, calls);
            delay(LONG_MILLIS);
            turns.take();
            double longer = millis(client, messages, batch, calls);
            return new Count((double) turns.take() / calls, (longer - shorter) / (LONG_MILLIS - SHORT_MILLIS));
        }
    }

    /** How long a call takes: the shortest, since what makes others take longer is no delay of ours. */
    private static double millis(Client client, Messages messages, int batch, int calls) throws Exception {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < calls; i++) {
            Batch next = messages.batch(batch);
            long start = System.nanoTime();
            client.record(next);
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        return shortest / 1e6;
    }

    private void delay(long millis) {
        proxies.forEach(proxy -> proxy.delay(millis));
    }

    @Override
    public void close() {
        proxies.forEach(DelayingProxy::close);
        storage.close();
    }
}
