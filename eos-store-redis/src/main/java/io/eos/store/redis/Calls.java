package io.eos.store.redis;

import io.eos.api.EosException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Sends calls and says what became of them. All that go to one server go through one connection, in one round trip, and the servers work at
 * the same time. Thread-safe.
 *
 * <p>Jedis' own executors repeat a command whose answer was lost, and so would hide that its outcome is unknown. Here a write is sent again
 * only where the server said that it did not run it: the script is unknown to it, or the slot is elsewhere. A read is repeated once after a
 * connection broke, which is how a connection that outlived the server's restart is noticed.
 */
final class Calls implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final Route route;
    private final RedisErrors errors;
    private final int acks;
    private final long ackMillis;

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
        Run run = new Run(what, calls, false);
        try {
            return run.toEnd();
        } catch (StoreUnavailableException e) {
            if (!run.broke) {
                throw e;
            }
            return new Run(what, calls, false).toEnd();
        }
    }

    /** The answer to a call that may change something. */
    @Nullable Object write(String what, Call call) {
        return write(what, List.of(call)).get(0);
    }

    /** The answers to calls that may change something, in their order. They are not one step, unless there is one. */
    List<@Nullable Object> write(String what, List<Call> calls) {
        return new Run(what, calls, true).toEnd();
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

    @Override
    public void close() {
        route.close();
    }

    /** Some calls on their way. */
    private final class Run {
        private final String what;
        private final List<Call> calls;
        private final boolean writes;
        private final @Nullable Object[] answers;
        private final boolean[] full;
        private final @Nullable String[] target;
        /** Whether some call of this run was carried out: then a failure of another one is not "nothing happened". */
        private boolean happened;
        /** Whether a connection that was there broke. */
        private boolean broke;

        Run(String what, List<Call> calls, boolean writes) {
            this.what = what;
            this.calls = calls;
            this.writes = writes;
            answers = new Object[calls.size()];
            full = new boolean[calls.size()];
            target = new String[calls.size()];
        }

        List<@Nullable Object> toEnd() {
            List<Integer> left = IntStream.range(0, calls.size()).boxed().toList();
            for (int attempt = 1; !left.isEmpty(); attempt++) {
                if (attempt > ATTEMPTS) {
                    throw failed("was sent from one server to another " + ATTEMPTS + " times", null);
                }
                left = send(left);
            }
            return Arrays.asList(answers);
        }

        /** Sends calls, and gives those that are to be sent again. */
        private List<Integer> send(List<Integer> some) {
            Map<String, Batch> batches = new TreeMap<>();
            try {
                for (int number : some) {
                    String asked = target[number];
                    String server = asked != null
                            ? asked
                            : route.server(calls.get(number).slot());
                    batches.computeIfAbsent(server, Batch::new).numbers.add(number);
                }
                // In the order of their names, so that two threads never wait for each other's connections.
                batches.values().forEach(batch -> batch.connection = route.connect(batch.server));
            } catch (JedisException e) {
                batches.values().forEach(Batch::giveBack);
                if (happened) {
                    throw errors.unknown(what, e);
                }
                throw errors.notSent(what, e);
            }
            try {
                batches.values().forEach(batch -> batch.write(this));
                List<Integer> again = new ArrayList<>();
                // Of all servers, before it is judged: where one refuses, another one may have carried out its part.
                batches.values().forEach(batch -> batch.read(this, again));
                checkErrors();
                batches.values().forEach(batch -> batch.checkAcks(this));
                return again;
            } finally {
                batches.values().forEach(Batch::giveBack);
            }
        }

        private void answered(int number, @Nullable Object answer, List<Integer> again) {
            target[number] = null;
            if (answer instanceof JedisNoScriptException) {
                full[number] = true;
                again.add(number);
            } else if (answer instanceof JedisMovedDataException) {
                route.refresh();
                again.add(number);
            } else if (answer instanceof JedisAskDataException ask) {
                target[number] = ask.getTargetNode().toString();
                again.add(number);
            } else {
                answers[number] = answer;
                happened |= writes && !(answer instanceof JedisDataException);
            }
        }

        private void checkErrors() {
            for (Object answer : answers) {
                if (answer instanceof JedisDataException error) {
                    if (happened) {
                        throw errors.unknown(what, error);
                    }
                    throw errors.refused(what, error);
                }
            }
        }

        private EosException failed(String how, @Nullable JedisException cause) {
            String message = what + " at " + errors.address() + " " + how;
            return writes && happened
                    ? new OutcomeUnknownException(message, cause)
                    : new StoreUnavailableException(message, cause);
        }
    }

    /** The calls for one server. */
    private final class Batch {
        final String server;
        final List<Integer> numbers = new ArrayList<>();

        @Nullable Connection connection;

        private boolean whole;
        private boolean acked;

        Batch(String server) {
            this.server = server;
        }

        void write(Run run) {
            Connection open = open();
            try {
                for (int number : numbers) {
                    if (run.target[number] != null) {
                        open.sendCommand(Command.ASKING);
                    }
                    open.sendCommand(run.calls.get(number).toArguments(run.full[number]));
                }
                if (run.writes && acks > 0) {
                    open.sendCommand(
                            new CommandArguments(Command.WAIT).add(acks).add(ackMillis));
                }
            } catch (JedisException e) {
                throw lost(run, e);
            }
        }

        void read(Run run, List<Integer> again) {
            Connection open = open();
            long asking = numbers.stream().filter(n -> run.target[n] != null).count();
            List<Object> got;
            try {
                got = open.getMany(numbers.size() + (int) asking + (run.writes && acks > 0 ? 1 : 0));
            } catch (JedisException e) {
                throw lost(run, e);
            }
            whole = true;
            int next = 0;
            for (int number : numbers) {
                next += run.target[number] != null ? 1 : 0;
                run.answered(number, got.get(next++), again);
            }
            acked = next == got.size() || enough(got.get(next));
        }

        /** Whether enough replicas have what this server carried out. */
        void checkAcks(Run run) {
            if (run.happened && !acked) {
                throw new OutcomeUnknownException(run.what + " at " + errors.address() + " is on fewer than " + acks
                        + " replicas after " + ackMillis + " ms; it can be lost in a failover");
            }
        }

        private boolean enough(@Nullable Object count) {
            return count instanceof Long replicas && replicas >= acks;
        }

        private EosException lost(Run run, JedisException cause) {
            route.lost(server);
            run.broke = true;
            return run.writes ? errors.unknown(run.what, cause) : errors.notSent(run.what, cause);
        }

        private Connection open() {
            Connection open = connection;
            if (open == null) {
                throw new IllegalStateException("not connected");
            }
            return open;
        }

        /** In the place of a broken connection the pool makes another one, which fails where the server is down. */
        private void close(Connection open) {
            try {
                open.close();
            } catch (JedisException e) {
                // What became of the calls is known by now.
            }
        }

        /** A connection from which not all was read is good for nothing. */
        void giveBack() {
            Connection open = connection;
            if (open != null) {
                if (!whole) {
                    open.setBroken();
                }
                connection = null;
                close(open);
            }
        }
    }
}
