/**
 * The store on Redis: one server, Sentinel or a cluster.
 *
 * <p>How it holds what the SPI promises, in one place; each class says its part.
 * <ul>
 *   <li>A server runs a script alone, so a script's checks still hold when it writes. Each method is one script for a batch, and the server's
 *       clock is read inside it.
 *   <li>Ids are unique in a {@code Cell}: a hash of results and a hash of claims. A result is put if there is none; a claim is replaced only by
 *       the token that it was granted with, or when its lease ran out.
 *   <li>A shard has a row with epoch and nonce, the number of the last write, and the watermark. It is in the slot of its cell, and compared by
 *       the script that writes; where ids are spread over buckets, each bucket has copies of epoch and nonce.
 *   <li>Epochs and tokens are the greater of the last one plus one, and the server's time in microseconds: they grow also where a replica was
 *       promoted that did not know the last one.
 *   <li>What a lost answer left open is settled by the nonce of the stored claim or result. A client that repeats a write by itself would hide
 *       that its outcome is unknown, so connections are used directly, and nothing is repeated but what the server did not run.
 * </ul>
 *
 * <p><b>Why results have no time to live.</b> A time to live costs nothing to write and nothing to purge, but it looks at the age alone: a shard
 * that stood still for longer than the retention would lose results that its next redelivery needs, and hashes, which hold a small result
 * in half the memory of a key of its own, have none before Redis 7.4. A sorted set by age is about 100 bytes and a logarithmic insertion for
 * each id. So each write appends one entry to a stream, with the time and the list of its ids: the bytes of the ids once more, and one command
 * for a batch. A purge reads the stream's old end, compares time and watermark in the result itself, and drops the entry when none of its
 * ids is left. Claims are few, those of messages in flight and of nodes that died, and are found by going through their hash.
 */
@NullMarked
package io.eos.store.redis;

import org.jspecify.annotations.NullMarked;
