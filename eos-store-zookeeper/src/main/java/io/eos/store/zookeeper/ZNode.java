package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import java.time.Instant;
import org.apache.zookeeper.data.Stat;

/** A znode as it was read. */
record ZNode(Bytes bytes, Stat stat) {
    /** Not a copy: never changed. */
    byte[] data() {
        return bytes.unsafeArray();
    }

    int version() {
        return stat.getVersion();
    }

    /** The last write, by the clock of the server that led at the time. */
    Instant changedAt() {
        return Instant.ofEpochMilli(stat.getMtime());
    }
}
