package io.eos.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One Redis Sentinel that watches an embedded server and promotes its replica when it is down for a moment. Thread-safe; see {@link
 * RedisServer} for errors. One alone decides: good for tests, not for anything else.
 */
public final class RedisSentinel implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * Two of a sentinel's pings, which go out once a second. With half a second a master just promoted is held to be down before its first
     * answer is read, and on a busy machine the role goes back and forth.
     */
    private static final Duration DOWN_AFTER = Duration.ofSeconds(2);

    private final ServerProcess process;
    private final int port;
    private final String master;

    private RedisSentinel(ServerProcess process, int port, String master) {
        this.process = process;
        this.port = port;
        this.master = master;
    }

    /** Starts a sentinel, and waits until it knows the server's replica. */
    public static RedisSentinel open(RedisServer primary, String master) {
        return open(primary, master, 1);
    }

    /**
     * One of several.
     *
     * @param quorum how many must agree that the server is down
     */
    static RedisSentinel open(RedisServer primary, String master, int quorum) {
        return Ports.onFree(port -> open(port, primary.port(), master, quorum));
    }

    private static RedisSentinel open(int port, int primary, String master, int quorum) {
        TempDirectory home = TempDirectory.create("sentinel");
        Path file = home.resolve("sentinel.conf");
        try {
            Files.writeString(file, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor %s 127.0.0.1 %d %d
                    sentinel down-after-milliseconds %s %d
                    sentinel failover-timeout %s 5000
                    """.formatted(
                            port, home.path(), master, primary, quorum, master, DOWN_AFTER.toMillis(), master));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        ServerProcess process = new ServerProcess(
                new ServerProcess.Plan(
                        "Redis Sentinel",
                        List.of(RedisServer.program().toString(), file.toString(), "--sentinel"),
                        ControllableServer.ENVIRONMENT,
                        "TERM",
                        "KILL",
                        () -> RedisServer.answers(port)),
                home);
        process.startOrClose();
        RedisSentinel sentinel = new RedisSentinel(process, port, master);
        try {
            sentinel.awaitReplica();
            return sentinel;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private void awaitReplica() {
        Await.until(
                "the sentinel to know a replica",
                TIMEOUT,
                () -> RespConnection.ask(port, "SENTINEL", "REPLICAS", master) instanceof List<?> replicas
                        && !replicas.isEmpty(),
                process::logTail);
    }

    /** Waits until it knows so many others. */
    void awaitOthers(int count) {
        Await.until(
                "the sentinel to know " + count + " others",
                TIMEOUT,
                () -> RespConnection.ask(port, "SENTINEL", "SENTINELS", master) instanceof List<?> others
                        && others.size() == count,
                process::logTail);
    }

    int port() {
        return port;
    }

    /** Address of what it watches, as the store takes it. */
    public String address() {
        return "redis-sentinel://127.0.0.1:" + port + "/" + master;
    }

    /** Waits until it says that this server is the master. */
    public void awaitMaster(RedisServer expected) {
        Await.until(
                "the sentinel to promote " + expected,
                TIMEOUT,
                () -> RespConnection.ask(port, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", master) instanceof List<?> address
                        && String.valueOf(address.get(1)).equals(Integer.toString(expected.port()))
                        && expected.command("ROLE").startsWith("[master"),
                process::logTail);
    }

    /** Ends the sentinel. Idempotent. */
    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return "RedisSentinel[" + address() + "]";
    }
}
