package io.eos.store.redis;

import io.eos.api.StoreUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends calls and says what became of them. All that go to one server go through one connection, in one round trip, and the servers work at
 * the same time. Thread-safe.
 *
 * <p>Jedis' own executors repeat a command whose answer was lost, and so would hide that its outcome is unknown. Here a write is sent again
 * only where the server said that it did not run it: the script is unknown to it, or the slot is elsewhere. A read is repeated once after a
 * connection broke, which is how a connection that outlived the server's restart is noticed; not after a time-out, which would be met again.
 */
final class Calls implements AutoCloseable {
    private final Route route;
    private final RedisErrors errors;
    private final int acks;
    private final long ackMillis;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    /** Does what can wait for a server that does not answer, once callers know their outcome. */
    private final ExecutorService aside = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "eos-redis-connections");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param acks how many replicas must have a write before it counts, 0 for none
     * @param ackMillis how long they may take
     */
    Calls(Route route, RedisErrors errors, int acks, long ackMillis) {
        this.route = route;
        this.errors = errors;
        this.acks = acks;
        this.ackMillis = ackMillis;
    }

    /** The answer to a call that changes nothing. */
    @Nullable Object read(String what, Call call) {
        return read(what, List.of(call)).get(0);
    }

    /** The answers to calls that change nothing, in their order. */
    List<@Nullable Object> read(String what, List<Call> calls) {
        Run run = new Run(this, what, calls, false, false);
        try {
            return run.toEnd();
        } catch (StoreUnavailableException e) {
            if (!run.broke()) {
                throw e;
            }
            return new Run(this, what, calls, false, false).toEnd();
        }
    }

    /** The answer to a call that may change something. */
    @Nullable Object write(String what, Call call) {
        return write(what, List.of(call)).get(0);
    }

    /** The answers to calls that may change something, in their order. They are not one step, unless there is one. */
    List<@Nullable Object> write(String what, List<Call> calls) {
        return new Run(this, what, calls, true, false).toEnd();
    }

    /** Further writes of what has begun: where one of them fails it is not so that nothing happened. */
    List<@Nullable Object> writeMore(String what, List<Call> calls) {
        return new Run(this, what, calls, true, true).toEnd();
    }

    /** The answers of every server to a call without keys, which changes nothing. */
    Map<String, @Nullable Object> ofEach(String what, Call call) {
        Map<String, @Nullable Object> answers = new TreeMap<>();
        for (String server : route.servers()) {
            try (Connection connection = route.connect(server)) {
                answers.put(server, answer(connection, call));
            } catch (JedisException e) {
                throw errors.notSent(what, e);
            }
        }
        return answers;
    }

    /** An error that the server answers with is an answer; one while connecting is none. */
    private static @Nullable Object answer(Connection connection, Call call) {
        try {
            return connection.executeCommand(call.toArguments(false));
        } catch (JedisDataException e) {
            return e;
        }
    }

    Route route() {
        return route;
    }

    RedisErrors errors() {
        return errors;
    }

    int acks() {
        return acks;
    }

    long ackMillis() {
        return ackMillis;
    }

    /** After a server was not reached: asks the others who has its slots now, without keeping the caller waiting. */
    void refreshAside() {
        if (refreshing.compareAndSet(false, true)) {
            aside(() -> {
                try {
                    route.refresh();
                } finally {
                    refreshing.set(false);
                }
            });
        }
    }

    /** In the place of a broken connection the pool makes another one, which takes long where the server is down. */
    void giveBack(Connection connection) {
        if (connection.isBroken()) {
            aside(connection::close);
        } else {
            connection.close();
        }
    }

    private void aside(Runnable task) {
        try {
            aside.execute(() -> {
                try {
                    task.run();
                } catch (JedisException e) {
                    // What became of the calls is known by now.
                }
            });
        } catch (RejectedExecutionException e) {
            // The store is closed, and its connections with it.
        }
    }

    @Override
    public void close() {
        aside.shutdown();
        route.close();
    }
}
