/**
 * The store on Apache Cassandra.
 *
 * <p>How it holds what the SPI promises, in one place; each class says its part.
 * <ul>
 *   <li>Everything that is decided is decided by a lightweight transaction (a conditional {@code UPDATE}, or a batch of them in one partition),
 *       which is one round of Paxos among the replicas: linearizable per partition. No row of eos' state is ever written without a condition, since plain
 *       and conditional writes of one row are not ordered among each other.
 *   <li>{@code SHARD} scope: head (epoch, nonce, checkpoint), claims and results of a shard are rows of one partition. One batch
 *       with a condition on each row that it touches, the head among them, is applied whole or not at all: the fence is in the same step. A call of several
 *       megabytes is several such batches.
 *   <li>{@code PROCESSOR} scope: an id's row is a partition of its own. The head is read at the serial level before, what is newly pending is named in the head, each row is put if absent, or under
 *       its token, and the checkpoint comes last, under all of its conditions.
 *   <li>A first attempt guesses what is there (nothing, or the claim that is held). Refused, the rows are read at the serial level, and what follows is
 *       written on the condition that they are still so.
 *   <li>A write whose answer is lost is settled by such a read: it knows its own by the nonce, and repeats, under the same conditions, what is not there. Only where
 *       that fails too the outcome is unknown.
 *   <li>Leases go by the server's clock: {@code toUnixTimestamp(now())}, by the coordinator of the write and of the read.
 *   <li>Results and claims have a time to live; heads, processors and lists of shards have none.
 *   <li>What is released, erased or forgotten leaves a row that keeps its token, so that tokens go on from there.
 * </ul>
 */
@NullMarked
package io.eos.store.cassandra;

import org.jspecify.annotations.NullMarked;
