/**
 * A run: broker, storage system and the proxies before them ({@link io.eos.cli.chaos.trial.Arena}), the workers
 * ({@link io.eos.cli.chaos.trial.Crew}), the messages, and what is collected afterwards. {@link io.eos.cli.chaos.trial.Scenario} is what can be done to
 * it.
 */
@NullMarked
package io.eos.cli.chaos.trial;

import org.jspecify.annotations.NullMarked;
