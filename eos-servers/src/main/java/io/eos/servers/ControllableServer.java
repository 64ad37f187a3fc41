package io.eos.servers;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own, which can be stopped, killed, frozen and started again on its port and data; or one that is given in the
 * environment, to which none of this is done ({@link UnsupportedOperationException}).
 *
 * <p>Thread-safe. Operations throw {@link ServerException} when the server does not do what was asked, with the tail of its log.
 */
public abstract sealed class ControllableServer implements AutoCloseable
        permits CassandraServer, DatabaseServer, ForkedKafkaServer, RedisServer, ZooKeeperServer {

    /** What the programs are run with: messages and times that do not depend on the machine. */
    static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");

    private final String variable;
    private final @Nullable ServerProcess process;

    /**
     * @param variable what names a server of the environment
     * @param process null for one of the environment
     */
    ControllableServer(String variable, @Nullable ServerProcess process) {
        this.variable = variable;
        this.process = process;
    }

    /** Whether this server was given in the environment, and so can be neither stopped nor killed. */
    public final boolean isExternal() {
        return process == null;
    }

    /** Starts the server again on its port and data, and waits until it answers; does nothing while it runs. */
    public void start() {
        process("start").start();
    }

    /** Lets the server shut down in good order, and with it all connections; does nothing if it is down. */
    public final void stop() {
        process("stop").stop();
    }

    /** Ends the server with SIGKILL, as a crash would; does nothing if it is down. */
    public final void kill() {
        process("kill").kill();
    }

    /** Halts the server with SIGSTOP: connections stay open and nothing answers, until {@link #thaw()}. */
    public final void freeze() {
        process("freeze").freeze();
    }

    /** Lets a frozen server go on. */
    public final void thaw() {
        process("thaw").thaw();
    }

    /** Ends an embedded server and deletes its data; a server given in the environment is left as it is. Idempotent. */
    @Override
    public final void close() {
        if (process != null) {
            process.close();
        }
    }

    /** The environment's variable in the place of an address that may hold a password. */
    final String shown(String address) {
        return getClass().getSimpleName() + "[" + (isExternal() ? variable : address) + "]";
    }

    /** An embedded server's process. */
    final ServerProcess process(String operation) {
        if (process == null) {
            throw Endpoints.refusal(operation, variable);
        }
        return process;
    }
}
