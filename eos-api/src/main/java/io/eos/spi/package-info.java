/**
 * What a storage system must offer to keep the results of a processor, and how a store is found.
 *
 * <p>The protocol in short; a store supplies the primitives, {@code eos-core} runs it:
 * <ol>
 *   <li>{@link io.eos.spi.ResultStore#register register} a processor once: its scope, its attributes, and the store's
 *       <em>incarnation</em> of it, which tells a store that was emptied from one that was not;
 *   <li>{@link io.eos.spi.ResultStore#acquire acquire} a shard: the store issues the next epoch, which fences all older tenures;
 *   <li>{@link io.eos.spi.ResultStore#find find} or {@link io.eos.spi.ResultStore#claim claim} a batch of message ids;
 *   <li>{@link io.eos.spi.ResultStore#record record} their results, put-if-absent, with the shard's next checkpoint, in one
 *       atomic step wherever the backend can;
 *   <li>{@link io.eos.spi.ResultStore#purge purge} what is older than the retention.
 * </ol>
 *
 * <p>Each method is blocking and takes a batch; a backend spends one round trip on a batch wherever it can. Expected outcomes
 * are return values; the exceptions of {@code io.eos.api} say what the caller must do.
 */
@NullMarked
package io.eos.spi;

import org.jspecify.annotations.NullMarked;
