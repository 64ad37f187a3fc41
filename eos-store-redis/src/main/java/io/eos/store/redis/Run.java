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
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Some calls on their way, until each has its answer. Not thread-safe. */
final class Run {
    private static final int ATTEMPTS = 5;

    private final Calls sender;
    private final String what;
    private final List<Call> calls;
    private final boolean writes;
    private final @Nullable Object[] answers;
    private final boolean[] full;
    private final @Nullable String[] target;
    /** Whether some call was carried out: then a failure of another one is not "nothing happened". */
    private boolean happened;

    private boolean broke;
    private boolean moved;

    /** @param happened whether something was carried out before of which these are a part */
    Run(Calls sender, String what, List<Call> calls, boolean writes, boolean happened) {
        this.sender = sender;
        this.what = what;
        this.calls = calls;
        this.writes = writes;
        this.happened = happened;
        answers = new Object[calls.size()];
        full = new boolean[calls.size()];
        target = new String[calls.size()];
    }

    List<@Nullable Object> toEnd() {
        List<Integer> left = IntStream.range(0, calls.size()).boxed().toList();
        for (int attempt = 1; !left.isEmpty(); attempt++) {
            if (attempt > ATTEMPTS) {
                throw failed("was sent from one server to another " + ATTEMPTS + " times");
            }
            if (moved) {
                // Once for all answers, and while no connection is held.
                moved = false;
                sender.route().refresh();
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
                        : sender.route().server(calls.get(number).slot());
                batches.computeIfAbsent(server, name -> new Batch(sender, this, name))
                        .add(number);
            }
            // In the order of their names, so that two threads never wait for each other's connections.
            batches.values().forEach(Batch::connect);
        } catch (JedisException e) {
            batches.values().forEach(Batch::giveBack);
            sender.refreshAside();
            throw happened ? sender.errors().unknown(what, e) : sender.errors().notSent(what, e);
        }
        try {
            batches.values().forEach(Batch::write);
            List<Integer> again = new ArrayList<>();
            // Of all servers, before it is judged: where one refuses, another one may have carried out its part.
            batches.values().forEach(batch -> batch.read(again));
            checkErrors();
            batches.values().forEach(Batch::checkAcks);
            return again;
        } finally {
            batches.values().forEach(Batch::giveBack);
        }
    }

    void answered(int number, @Nullable Object answer, List<Integer> again) {
        target[number] = null;
        if (answer instanceof JedisNoScriptException) {
            full[number] = true;
            again.add(number);
        } else if (answer instanceof JedisMovedDataException) {
            moved = true;
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
                throw happened
                        ? sender.errors().unknown(what, error)
                        : sender.errors().refused(what, error, writes);
            }
        }
    }

    private EosException failed(String how) {
        String message = what + " at " + sender.errors().address() + " " + how;
        return happened ? new OutcomeUnknownException(message) : new StoreUnavailableException(message);
    }

    /** What is told where a connection to a server broke. */
    EosException lost(String server, JedisException cause) {
        sender.route().lost(server);
        sender.refreshAside();
        broke |= !RedisErrors.isTimeout(cause);
        return writes ? sender.errors().unknown(what, cause) : sender.errors().notSent(what, cause);
    }

    String what() {
        return what;
    }

    Call call(int number) {
        return calls.get(number);
    }

    /** Whether the server must be told that it is asked for a slot that it does not have yet. */
    boolean isAsking(int number) {
        return target[number] != null;
    }

    boolean isFull(int number) {
        return full[number];
    }

    boolean needsAcks() {
        return writes && sender.acks() > 0;
    }

    boolean happened() {
        return happened;
    }

    /** Whether a connection that was there broke, rather than stood still. */
    boolean broke() {
        return broke;
    }
}
