/**
 * Faults on real processes: workers in JVMs of their own are killed, frozen and cut off, servers go down, groups and topics are changed behind their
 * back; what all of them left in their logs is then compared with what eos promises ({@link io.eos.cli.chaos.Invariant}).
 */
@NullMarked
package io.eos.cli.chaos;

import org.jspecify.annotations.NullMarked;
