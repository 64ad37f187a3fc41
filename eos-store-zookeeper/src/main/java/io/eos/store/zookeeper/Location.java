package io.eos.store.zookeeper;

/** A segment of a shard: its page's number, from 1, and its own within the page, from 0. */
record Location(int page, int segment) {}
