/**
 * The faults, a class each; {@link io.eos.cli.chaos.scenario.Scenarios} lists them.
 */
@NullMarked
package io.eos.cli.chaos.scenario;

import org.jspecify.annotations.NullMarked;
