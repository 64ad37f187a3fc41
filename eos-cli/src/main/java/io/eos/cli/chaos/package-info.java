/**
 * Faults on real processes: workers in JVMs of their own are killed, frozen and cut off, servers go down, groups and topics are changed behind their
 * back; what all of them left in their logs is then compared with what eos promises ({@link io.eos.cli.chaos.judge.Invariant}).
 *
 * <p>The packages, each of which knows only those before it: {@code judge} (evidence and rules), {@code clock} and {@code worker} (what runs in a
 * worker's JVM), {@code trial} (a run and all that takes part), {@code scenario} (the faults: a new one goes there), {@code report}; this one runs them.
 */
@NullMarked
package io.eos.cli.chaos;

import org.jspecify.annotations.NullMarked;
