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
public final class RedisServer implements AutoCloseable {

    static final String RESOURCE = "redis-server-7.0.15-linux-amd64";
    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");

    private final String address;
    private final @Nullable Embedded embedded;

    /** An embedded server's process, port and data directory. */
    private record Embedded(ServerProcess process, int port, Path data) {}

    private RedisServer(String address, @Nullable Embedded embedded) {
        this.address = address;
        this.embedded = embedded;
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
        return new RedisServer(address, null);
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
        return new RedisServer("redis://127.0.0.1:" + port, new Embedded(process, port, home.path()));
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
            replica.awaitSync(port);
            return replica;
        } catch (RuntimeException e) {
            replica.close();
            throw e;
        }
    }

    private void awaitSync(int primary) {
        Await.until(
                "a replica to be in sync",
                Duration.ofSeconds(30),
                () -> replicates(primary),
                embedded("wait for").process()::logTail);
    }

    /** A replica that says it is online may still be sent nothing for a second: it is in sync when it has what was written last. */
    private static boolean replicates(int primary) throws IOException {
        try (RespConnection connection = RespConnection.open(primary)) {
            // Goes to replicas, and leaves nothing behind.
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
        return embedded("tell the port of").port();
    }

    /** Sends a command, such as {@code CONFIG SET maxmemory-policy allkeys-lru}, to an embedded server; gives the reply as text. */
    public String command(String... command) {
        try {
            return String.valueOf(RespConnection.ask(port(), command));
        } catch (IOException e) {
            throw new ServerException(this + " does not answer " + command[0], e);
        }
    }

    /** Whether this server was given in the environment, and so can be neither stopped nor killed. */
    public boolean isExternal() {
        return embedded == null;
    }

    /** The directory of an embedded server. */
    public Path dataDirectory() {
        return embedded("tell the data directory of").data();
    }

    /** Starts the server again on its port and data, and waits until it answers; does nothing while it runs. */
    public void start() {
        embedded("start").process().start();
    }

    /** Shuts the server down in good order; does nothing if it is down. */
    public void stop() {
        embedded("stop").process().stop();
    }

    /** Ends the server with SIGKILL, as a crash would; does nothing if it is down. */
    public void kill() {
        embedded("kill").process().kill();
    }

    /** Halts the server with SIGSTOP: connections stay open and nothing answers, until {@link #thaw()}. */
    public void freeze() {
        embedded("freeze").process().freeze();
    }

    /** Lets a frozen server go on. */
    public void thaw() {
        embedded("thaw").process().thaw();
    }

    /** Ends an embedded server and deletes its data; a server given in the environment is left as it is. Idempotent. */
    @Override
    public void close() {
        if (embedded != null) {
            embedded.process().close();
        }
    }

    @Override
    public String toString() {
        // The address may hold a password.
        return "RedisServer[" + (isExternal() ? Endpoints.REDIS : address) + "]";
    }

    private Embedded embedded(String operation) {
        if (embedded == null) {
            throw Endpoints.refusal(operation, Endpoints.REDIS);
        }
        return embedded;
    }
}
