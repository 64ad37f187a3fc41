/**
 * The words of eos as value types: what a message id, a shard, a result and a store address are, and the errors that
 * every module throws. Nothing here knows Kafka or a storage system.
 *
 * <p>Every type in this package is immutable and safe to share between threads.
 */
@NullMarked
package io.eos.api;

import org.jspecify.annotations.NullMarked;
