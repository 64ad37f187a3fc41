/** Shows how far a command has come, on a terminal and where there is none. */
@NullMarked
package io.eos.cli.progress;

import org.jspecify.annotations.NullMarked;
