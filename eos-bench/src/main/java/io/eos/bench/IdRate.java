package io.eos.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts ids, so that the report shows ids per second beside calls per second. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class IdRate {
    /** How many ids were handled in this iteration. */
    public long ids;

    /** For JMH. */
    public IdRate() {}
}
