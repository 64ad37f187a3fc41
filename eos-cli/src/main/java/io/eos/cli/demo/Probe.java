package io.eos.cli.demo;

import java.util.Collection;
import java.util.Set;

/** Tells, from outside, which of the payments that a worker has begun are not settled. Not thread-safe. */
@FunctionalInterface
interface Probe {
    /** The ids of those whose effect is not there yet, or whose message is not committed. */
    Set<String> unsettled(Collection<Journal.Begun> begun);
}
