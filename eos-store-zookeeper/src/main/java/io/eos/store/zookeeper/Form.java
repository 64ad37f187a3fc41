package io.eos.store.zookeeper;

/**
 * Where the results of a shard are. Stored in its checkpoint: once given away with a shard's first checkpoint, it only ever goes from {@link #SEGMENTS} to
 * {@link #BOTH}.
 */
enum Form {
    /** Each in the znode of its id: in {@code PROCESSOR} scope, and in shards that the first release began. */
    ZNODES,
    /** Many in a segment each. */
    SEGMENTS,
    /** In segments, to which none is added any more, and in the znodes of ids: since the first claim, or since the index was full. */
    BOTH;

    boolean hasSegments() {
        return this != ZNODES;
    }

    boolean hasZnodes() {
        return this != SEGMENTS;
    }
}
