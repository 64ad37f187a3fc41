/**
 * A worker whose wall clock is wrong, by a Java agent.
 */
@NullMarked
package io.eos.cli.chaos.clock;

import org.jspecify.annotations.NullMarked;
