/**
 * What a run left behind, and whether it keeps the promises: {@link io.eos.cli.chaos.judge.Evidence} is a run's logs, read once all is quiet; each promise
 * ({@link io.eos.cli.chaos.judge.Invariant}) has rules of its own, and {@link io.eos.cli.chaos.judge.Checker} asks all of them. Nothing here starts or
 * waits for anything.
 */
@NullMarked
package io.eos.cli.chaos.judge;

import org.jspecify.annotations.NullMarked;
