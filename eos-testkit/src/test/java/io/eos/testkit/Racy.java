package io.eos.testkit;

import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** An in-memory store that does in two steps what must be one, so that only threads at the same time can tell. */
final class Racy extends FailingStore {
    /** How long the first step is before the second. */
    private static final long BETWEEN_NANOS = 200_000;

    /** What is done in two steps. */
    enum Steps {
        LOOKS_THEN_CLAIMS,
        LOOKS_THEN_RECORDS,
        COMPARES_THE_TENURE_THEN_RECORDS
    }

    private final Memory memory;
    private final InMemoryResultStore store;
    private final Steps steps;

    Racy(Memory memory, Steps steps) {
        this(memory, new InMemoryResultStore(memory), steps);
    }

    private Racy(Memory memory, InMemoryResultStore store, Steps steps) {
        super(store, new FailurePlan());
        this.memory = memory;
        this.store = store;
        this.steps = steps;
    }

    private boolean isThere(Slot slot, Class<? extends Held> kind) {
        boolean there;
        synchronized (memory) {
            there = kind.isInstance(memory.slots.get(slot));
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
        return there;
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        Slot slot = Slot.of(tenure, requests.get(0).id());
        if (steps != Steps.LOOKS_THEN_CLAIMS || isThere(slot, Held.class)) {
            return store.claim(tenure, requests, lease);
        }
        synchronized (memory) {
            memory.slots.remove(slot);
            return store.claim(tenure, requests, lease);
        }
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        Slot slot = Slot.of(tenure, completions.get(0).id());
        if (steps == Steps.COMPARES_THE_TENURE_THEN_RECORDS && isPresent(tenure)) {
            synchronized (memory) {
                return store.record(Mutant.present(memory, tenure), completions, checkpoint);
            }
        }
        if (steps != Steps.LOOKS_THEN_RECORDS || isThere(slot, Held.class)) {
            return store.record(tenure, completions, checkpoint);
        }
        synchronized (memory) {
            memory.slots.remove(slot);
            return store.record(tenure, completions, checkpoint);
        }
    }

    private boolean isPresent(Tenure tenure) {
        boolean present;
        synchronized (memory) {
            present = Mutant.present(memory, tenure).equals(tenure);
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
        return present;
    }
}
