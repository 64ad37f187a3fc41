package io.eos.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a handler makes its effects with in {@link InMemoryResultStore#transact}: a map of texts, and a ledger to append to.
 *
 * <p>Reads see the committed state and the transaction's own writes. A value that was read or written here and that another transaction changed
 * before the commit makes this one a victim; appending never does. Good only inside the work, on its thread: afterwards, and on
 * another thread, every method throws {@link IllegalStateException}. Not thread-safe.
 */
public final class InMemoryEffects {
    private final Memory memory;
    private final Thread thread = Thread.currentThread();
    private final Map<String, Long> seen = new HashMap<>();
    private final Map<String, String> writes = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;
    private boolean triedToEnd;

    InMemoryEffects(Memory memory) {
        this.memory = memory;
    }

    /**
     * {@return a value}
     *
     * @param key what it was put under
     */
    public Optional<String> get(String key) {
        check();
        synchronized (memory) {
            see(key);
            String own = writes.get(key);
            Memory.Versioned committed = memory.values.get(key);
            return own != null
                    ? Optional.of(own)
                    : Optional.ofNullable(committed).map(Memory.Versioned::value);
        }
    }

    /**
     * Sets a value.
     *
     * @param key what to find it by
     * @param value takes the place of an earlier one
     */
    public void put(String key, String value) {
        check();
        synchronized (memory) {
            see(key);
        }
        writes.put(key, value);
    }

    /**
     * Appends a line to the ledger.
     *
     * @param line any text
     */
    public void append(String line) {
        check();
        lines.add(line);
    }

    /**
     * Not allowed, as committing a {@code java.sql.Connection} would not be: the transaction belongs to the store. It makes the
     * outcome {@code Refused}, also if the caller swallows the error.
     *
     * @throws IllegalStateException always
     */
    public void commit() {
        check();
        triedToEnd = true;
        throw new IllegalStateException("the transaction belongs to the store, which commits it with the results");
    }

    boolean triedToEnd() {
        return triedToEnd;
    }

    /** Nothing is done with it any more. */
    void end() {
        ended = true;
    }

    /** Whether a value that it saw was changed since. Needs the memory's lock, as all below. */
    boolean isVictim() {
        return seen.entrySet().stream().anyMatch(entry -> !Objects.equals(version(entry.getKey()), entry.getValue()));
    }

    void apply() {
        writes.forEach((key, value) -> memory.values.put(key, new Memory.Versioned(value, memory.nextVersion())));
        memory.ledger.addAll(lines);
    }

    private void see(String key) {
        seen.putIfAbsent(key, version(key));
    }

    private Long version(String key) {
        Memory.Versioned committed = memory.values.get(key);
        return committed == null ? 0L : committed.version();
    }

    private void check() {
        if (ended || Thread.currentThread() != thread) {
            throw new IllegalStateException("these effects are good only inside the work, on its thread");
        }
    }
}
