package io.eos.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server, durable by default: each write is in its log, on disk, before it is acknowledged.
 *
 * <p>{@value Endpoints#REDIS}, an address such as {@code redis://user:password@host:6379}, puts a server of the environment in its place;
 * the options then do not apply. Thread-safe. Operations throw {@link ServerException} when the server does not do what was asked; those
 * that would disturb a server given in the environment throw {@link UnsupportedOperationException}.
 */
public final class RedisServer extends ControllableServer {

    static final String RESOURCE = "redis-server-7.0.15-linux-amd64";

    private final String address;
    private final int port;

    private RedisServer(String address, int port, @Nullable ServerProcess process) {
        super(Endpoints.REDIS, process);
        this.address = address;
        this.port = port;
    }

    /** Starts a durable server. */
    public static RedisServer open() {
        return open(DatabaseOptions.defaults());
    }

    /** Starts a server and waits until it answers. Settings are those of {@code redis.conf}. */
    public static RedisServer open(DatabaseOptions options) {
        return Endpoints.redis().map(RedisServer::external).orElseGet(() -> embedded(options));
    }

    static RedisServer external(String address) {
        return new RedisServer(address, 0, null);
    }

    /** A server of our own, whatever the environment offers. */
    static RedisServer embedded(DatabaseOptions options) {
        return Ports.onFree(port -> embedded(port, options));
    }

    private static RedisServer embedded(int port, DatabaseOptions options) {
        TempDirectory home = TempDirectory.create("redis");
        ServerProcess process = new ServerProcess(
                new ServerProcess.Plan(
                        "Redis", command(port, home, options), ENVIRONMENT, "TERM", "KILL", () -> answers(port)),
                home);
        process.startOrClose();
        return new RedisServer("redis://127.0.0.1:" + port, port, process);
    }

    static Path program() {
        return Binaries.ofFile("redis", RESOURCE);
    }

    private static List<String> command(int port, TempDirectory home, DatabaseOptions options) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("port", Integer.toString(port));
        settings.put("bind", "127.0.0.1");
        settings.put("dir", home.path().toString());
        settings.put("save", "");
        settings.put("appendonly", options.durable() ? "yes" : "no");
        settings.put("appendfsync", "always");
        settings.put("enable-debug-command", "local");
        // A test's replica is there at once rather than after five seconds.
        settings.put("repl-diskless-sync-delay", "0");
        settings.putAll(options.settings());
        List<String> command = new ArrayList<>(List.of(program().toString()));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        return command;
    }

    static boolean answers(int port) throws IOException {
        return "PONG".equals(RespConnection.ask(port, "PING"));
    }

    /** A replica of an embedded server, in sync with it when this returns. */
    public static RedisServer replicaOf(RedisServer primary, DatabaseOptions options) {
        int port = primary.port();
        RedisServer replica = embedded(options.withSetting("replicaof", "127.0.0.1 " + port));
        try {
            primary.awaitReplica();
            return replica;
        } catch (RuntimeException e) {
            replica.close();
            throw e;
        }
    }

    /** Waits until a replica of this server has all that was written here so far. */
    public void awaitReplica() {
        int primary = port();
        Await.until(
                "a replica to be in sync",
                Duration.ofSeconds(30),
                () -> replicates(primary),
                process("wait for")::logTail);
    }

    /** A replica that says it is online may still be sent nothing for a second: it is in sync when it has what was written last. */
    private static boolean replicates(int primary) throws IOException {
        try (RespConnection connection = RespConnection.open(primary)) {
            // Goes to replicas, and leaves nothing behind. WAIT is for what its own connection has written.
            connection.call("PUBLISH", "eos-sync", "");
            return Long.valueOf(1).equals(connection.call("WAIT", "1", "500"));
        }
    }

    /** Address of the server, as the store takes it; it may hold a password. */
    public String address() {
        return address;
    }

    /** The port of an embedded server, on loopback. */
    public int port() {
        process("tell the port of");
        return port;
    }

    /** Sends a command, such as {@code CONFIG SET maxmemory-policy allkeys-lru}, to an embedded server; gives the reply as text. */
    public String command(String... command) {
        try {
            return String.valueOf(RespConnection.ask(port(), command));
        } catch (IOException e) {
            throw new ServerException(this + " does not answer " + command[0], e);
        }
    }

    /** The directory of an embedded server. */
    public Path dataDirectory() {
        return process("tell the data directory of").directory();
    }

    @Override
    public String toString() {
        return shown(address);
    }
}
