package io.eos.spi;

import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;

/**
 * A node's ownership of a shard. Every write carries it, and the store refuses one whose epoch or nonce is not the shard's.
 *
 * @param shard what is owned
 * @param scope the scope of the processor's ids, as registered
 * @param node who owns it
 * @param epoch issued by the store, strictly increasing per shard
 * @param nonce issued by the store with the epoch, random: a store that went back to an earlier history can issue an epoch twice
 */
public record Tenure(Shard shard, Scope scope, NodeId node, long epoch, long nonce) {}
