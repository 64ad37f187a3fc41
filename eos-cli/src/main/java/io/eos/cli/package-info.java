/**
 * The {@code eos} command: one small class per command, options that several share as mixins, and one place that turns errors into
 * messages and exit statuses.
 */
@NullMarked
package io.eos.cli;

import org.jspecify.annotations.NullMarked;
