package io.eos.store.redis;

import java.util.concurrent.TimeUnit;

/**
 * What the server's clock shows, as its answers tell: so that results come stamped, and no script has to copy each of them to stamp it. The
 * server takes a stamp that is not behind by more than a second, and never one that is ahead; else it stamps by itself, so a wrong estimate
 * costs time and nothing else. Behind it is by what a call takes. Thread-safe.
 */
final class ServerTime {
    private volatile Seen seen = new Seen(0, 0);

    /** Microseconds of the server's clock, and when they were seen. */
    private record Seen(long micros, long nanos) {}

    /** Takes the name of an entry that the server has just given: its milliseconds, and a number. */
    void tell(String entry) {
        int end = entry.indexOf('-');
        if (end > 0) {
            seen = new Seen(Long.parseLong(entry, 0, end, 10) * 1000, System.nanoTime());
        }
    }

    /** Microseconds; 0 where the server has not answered yet. */
    long micros() {
        Seen last = seen;
        return last.micros() == 0 ? 0 : last.micros() + TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - last.nanos());
    }
}
