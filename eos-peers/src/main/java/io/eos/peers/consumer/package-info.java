/**
 * Whole consumers that notice duplicates by other means than eos, set as well as we and their documentation know, for {@code ./eos chaos --peer}: each
 * reads {@code read_committed}, commits a message's offset by itself, after the message is done, tries again what store or broker refused, and
 * makes a dead letter of what its handler refuses four times.
 */
@NullMarked
package io.eos.peers.consumer;

import org.jspecify.annotations.NullMarked;
