/** What the operating system tells a process. */
@NullMarked
package io.eos.cli.signal;

import org.jspecify.annotations.NullMarked;
