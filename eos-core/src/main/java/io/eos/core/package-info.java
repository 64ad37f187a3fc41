/**
 * The user's entry point: {@link io.eos.core.Eos} builds processors, a handler of one of three kinds says what a message does.
 *
 * <p>What is not public is the engine; {@code docs/protocol.md} says how it works.
 */
@NullMarked
package io.eos.core;

import org.jspecify.annotations.NullMarked;
