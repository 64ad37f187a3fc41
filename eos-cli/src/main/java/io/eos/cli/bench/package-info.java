/** {@code eos bench}: what it costs to copy a topic exactly once, beside the same copy by a bare transactional loop. */
@NullMarked
package io.eos.cli.bench;

import org.jspecify.annotations.NullMarked;
