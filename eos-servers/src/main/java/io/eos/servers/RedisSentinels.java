package io.eos.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Three Redis Sentinels that watch an embedded server: two of them must agree that it is down, and one of them is elected to promote its
 * replica. A server that comes back is made a replica. Thread-safe; see {@link RedisServer} for errors.
 */
public final class RedisSentinels implements AutoCloseable {
    private static final int MEMBERS = 3;
    private static final int QUORUM = 2;

    private final List<RedisSentinel> members = new ArrayList<>();
    private final String master;

    private RedisSentinels(String master) {
        this.master = master;
    }

    /** Starts them, and waits until each knows the server's replica and the other two. */
    public static RedisSentinels open(RedisServer primary, String master) {
        RedisSentinels sentinels = new RedisSentinels(master);
        try {
            for (int i = 0; i < MEMBERS; i++) {
                sentinels.members.add(RedisSentinel.open(primary, master, QUORUM));
            }
            sentinels.members.forEach(member -> member.awaitOthers(MEMBERS - 1));
            return sentinels;
        } catch (RuntimeException e) {
            sentinels.close();
            throw e;
        }
    }

    /** Address of what they watch, as the store takes it. */
    public String address() {
        return members.stream()
                .map(member -> "127.0.0.1:" + member.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "/" + master));
    }

    /** Waits until all of them say that this server is the master. */
    public void awaitMaster(RedisServer expected) {
        members.forEach(member -> member.awaitMaster(expected));
    }

    /** Ends them. Idempotent. */
    @Override
    public void close() {
        members.forEach(RedisSentinel::close);
    }

    @Override
    public String toString() {
        return "RedisSentinels[" + address() + "]";
    }
}
