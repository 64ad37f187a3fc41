/**
 * The store on ZooKeeper.
 *
 * <p>How it holds what the SPI promises, in one place; each class says its part.
 * <ul>
 *   <li>What a tenure writes is one {@code multi}: all of it happens, or nothing; only a batch of results that is too large for one is written in
 *       several ({@link io.eos.store.zookeeper.Results}). The first operation of each checks that the tenure's own znode is there, whose
 *       name holds epoch and nonce. Who acquires the shard deletes it in the same {@code multi} in which the next one is made, so that
 *       nothing of an older tenure is written from then on ({@link io.eos.store.zookeeper.Shards}).
 *   <li>Where the results of a shard are is said by its checkpoint ({@link io.eos.store.zookeeper.Form}): in {@code SHARD} scope many are in a segment, else each has a znode.
 *   <li>A segment is found by an index, which is in memory as of one version of the checkpoint. Results are written together with the checkpoint under
 *       that version: so what the index does not name is absent, or the write is refused ({@link io.eos.store.zookeeper.ShardIndex}).
 *   <li>Else an id has one znode. What is absent is created, what is there is changed under the version that was read: a result is put if
 *       absent, and a claim is replaced only as it was seen ({@link io.eos.store.zookeeper.Slots}).
 *   <li>What is given back, erased or too old in a znode of its own becomes an empty znode first, and is deleted only long after no request that was decided before can
 *       still be on its way ({@link io.eos.store.zookeeper.Purge}). So a version never comes back, and a delayed write never meets an id
 *       as if it had never been there.
 *   <li>The checkpoint is a znode of its own, written in the same {@code multi} under its version.
 *   <li>A token is the number of the transaction that granted the claim (zxid), which only grows.
 *   <li>Leases and retention go by the time that the leading server stamps on each write ({@code mtime}); nobody's own clock is asked.
 *   <li>Reads come after a {@code sync} on the same connection, all of a batch in one go.
 *   <li>What a lost answer left open is settled by looking, and by sending the same guarded write again.
 * </ul>
 */
@NullMarked
package io.eos.store.zookeeper;

import org.jspecify.annotations.NullMarked;
