package io.eos.store.redis;

import io.eos.api.OutcomeUnknownException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** The calls of a run that go to one server, on one connection. Not thread-safe. */
final class Batch {
    private final Calls sender;
    private final Run run;
    private final String server;
    private final List<Integer> numbers = new ArrayList<>();
    private @Nullable Connection connection;
    /** Whether the connection has answers to come. */
    private boolean underWay;

    private boolean acked;

    Batch(Calls sender, Run run, String server) {
        this.sender = sender;
        this.run = run;
        this.server = server;
    }

    void add(int number) {
        numbers.add(number);
    }

    void connect() {
        connection = sender.route().connect(server);
    }

    void write() {
        Connection open = open();
        underWay = true;
        try {
            for (int number : numbers) {
                if (run.isAsking(number)) {
                    open.sendCommand(Command.ASKING);
                }
                open.sendCommand(run.call(number).toArguments(run.isFull(number)));
            }
            if (run.needsAcks()) {
                open.sendCommand(
                        new CommandArguments(Command.WAIT).add(sender.acks()).add(sender.ackMillis()));
            }
            // Sends what is buffered and reads nothing: the servers work at the same time.
            open.getMany(0);
        } catch (JedisException e) {
            throw run.lost(server, e);
        }
    }

    void read(List<Integer> again) {
        int asking = (int) numbers.stream().filter(run::isAsking).count();
        List<Object> got;
        try {
            got = open().getMany(numbers.size() + asking + (run.needsAcks() ? 1 : 0));
        } catch (JedisException e) {
            throw run.lost(server, e);
        }
        underWay = false;
        int next = 0;
        for (int number : numbers) {
            next += run.isAsking(number) ? 1 : 0;
            run.answered(number, got.get(next++), again);
        }
        acked = next == got.size() || (got.get(next) instanceof Long replicas && replicas >= sender.acks());
    }

    /** Whether enough replicas have what this server carried out. */
    void checkAcks() {
        if (run.happened() && !acked) {
            throw new OutcomeUnknownException(
                    run.what() + " at " + sender.errors().address() + " is on fewer than " + sender.acks()
                            + " replicas after " + sender.ackMillis() + " ms; it can be lost in a failover");
        }
    }

    private Connection open() {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open;
    }

    /** A connection from which not all was read is good for nothing. */
    void giveBack() {
        Connection open = connection;
        if (open != null) {
            if (underWay) {
                open.setBroken();
            }
            connection = null;
            sender.giveBack(open);
        }
    }
}
