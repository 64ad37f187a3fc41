package io.eos.store.zookeeper;

import io.eos.api.EosException;
import io.eos.api.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the ensemble. Thread-safe.
 *
 * <p>Curator keeps the session, and opens another one when it expired; no ephemeral znode is used, so nothing is lost with it. The requests go over
 * its ZooKeeper handle directly: a write is sent once, never again behind the store's back, and the requests of a batch are sent
 * without waiting for each other.
 */
final class Client implements AutoCloseable {
    private static final long POLL_MILLIS = 10;

    private final CuratorFramework curator;
    private final String store;
    private final List<ACL> acl;
    private volatile boolean closed;

    /** @param store the address without secrets, for messages */
    Client(CuratorFramework curator, String store, List<ACL> acl) {
        this.curator = curator;
        this.store = store;
        this.acl = acl;
    }

    /** What was read, and the server's time before it. */
    record Reading(List<@Nullable ZNode> nodes, Instant now) {}

    /** For znodes that are created. */
    List<ACL> acl() {
        return acl;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /** Reads znodes as they are now or later; null for one that is not there. */
    List<@Nullable ZNode> read(Call call, List<String> paths) {
        if (paths.isEmpty()) {
            return List.of();
        }
        return repeat(call, zooKeeper -> {
            var synced = Requests.sync(zooKeeper, paths.get(0));
            var sent = Requests.reads(zooKeeper, paths);
            Requests.await(synced);
            call.readOn(zooKeeper);
            return Requests.nodes(sent);
        });
    }

    @Nullable ZNode read(Call call, String path) {
        return read(call, List.of(path)).get(0);
    }

    /** Reads znodes and the server's time, which is no later than what was read. */
    Reading readAt(Call call, String clock, List<String> paths) {
        return repeat(call, zooKeeper -> {
            var stamped = Requests.stamp(zooKeeper, clock);
            var sent = Requests.reads(zooKeeper, paths);
            Instant now = Instant.ofEpochMilli(Requests.await(stamped).getMtime());
            call.readOn(zooKeeper);
            return new Reading(Requests.nodes(sent), now);
        });
    }

    /** The names of each znode's children, in no order; none if it is not there. */
    List<List<String>> children(Call call, List<String> paths) {
        return repeat(call, zooKeeper -> {
            var synced = Requests.sync(zooKeeper, paths.get(0));
            var sent = paths.stream()
                    .map(path -> Requests.children(zooKeeper, path))
                    .toList();
            Requests.await(synced);
            call.readOn(zooKeeper);
            List<List<String>> names = new ArrayList<>();
            for (CompletableFuture<List<String>> each : sent) {
                names.add(Requests.await(each));
            }
            return names;
        });
    }

    List<String> children(Call call, String path) {
        return children(call, List.of(path)).get(0);
    }

    /**
     * Sends a write, once.
     *
     * @throws LostReplyException if it may have happened
     */
    MultiOutcome multi(Call call, List<Op> operations) {
        ZooKeeper zooKeeper = connected(call);
        if (!call.mayWriteOn(zooKeeper)) {
            if (call.left().isNegative()) {
                throw unavailable(call, "what was read is too old by now");
            }
            throw new LostRaceException("what was read is too old to be written upon");
        }
        try {
            return Requests.multi(zooKeeper, operations);
        } catch (KeeperException e) {
            if (Requests.connectionLost(e.code())) {
                throw new LostReplyException(e.code().name());
            }
            throw failed(call.operation(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LostReplyException("interrupted");
        }
    }

    /**
     * Writes all of it, or nothing.
     *
     * @param operations none is nothing to do
     * @throws LostRaceException if something is not as these operations expect it
     */
    void write(Call call, List<Op> operations) {
        if (operations.isEmpty()) {
            return;
        }
        MultiOutcome outcome = multi(call, operations);
        if (!outcome.done()) {
            throw refused(call, outcome);
        }
    }

    /** What it means that a write failed: whoever lost a race looks again. */
    RuntimeException refused(Call call, MultiOutcome outcome) {
        return outcome.lostRace()
                ? new LostRaceException(outcome.code().name())
                : failed(call.operation(), KeeperException.create(outcome.code()));
    }

    /** An operation of a {@code multi} that failed for a reason that no version explains. */
    EosException failed(String operation, KeeperException error) {
        String path = error.getPath();
        String where = path == null ? "" : " on " + path;
        return switch (error.code()) {
            case NOAUTH, AUTHFAILED, INVALIDACL ->
                new EosException(
                        operation + " is not allowed at " + store + ": " + error.code() + where
                                + "; check user and password, and the ACL of the znodes",
                        error);
            case THROTTLEDOP ->
                new StoreUnavailableException(operation + " failed at " + store + ": a server is overloaded", error);
            default -> new EosException(operation + " was rejected at " + store + ": " + error.code() + where, error);
        };
    }

    /** What is asked of a connection. */
    private interface Request<T> {
        T send(ZooKeeper zooKeeper) throws KeeperException, TimeoutException, InterruptedException;
    }

    /** Asks again on another connection where one breaks: for what changes nothing. */
    private <T> T repeat(Call call, Request<T> request) {
        while (true) {
            ZooKeeper zooKeeper = connected(call);
            try {
                return request.send(zooKeeper);
            } catch (KeeperException e) {
                if (!Requests.connectionLost(e.code())) {
                    throw failed(call.operation(), e);
                }
                if (call.left().isNegative()) {
                    throw unavailable(call, e);
                }
                if (!call.mayWriteOn(zooKeeper)) {
                    throw new LostRaceException("the session ended in between");
                }
            } catch (TimeoutException e) {
                throw unavailable(call, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable(call, e);
            }
        }
    }

    private ZooKeeper connected(Call call) {
        checkOpen();
        try {
            while (!curator.getZookeeperClient().isConnected()) {
                checkOpen();
                if (call.left().isNegative()) {
                    throw unavailable(call, "no connection");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return curator.getZookeeperClient().getZooKeeper();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(call, e);
        } catch (RuntimeException e) {
            checkOpen(); // closed in between
            throw e;
        } catch (Exception e) {
            throw unavailable(call, e);
        }
    }

    private StoreUnavailableException unavailable(Call call, Exception cause) {
        checkOpen();
        String why = cause instanceof KeeperException known
                ? known.code().name()
                : cause.getClass().getSimpleName();
        return new StoreUnavailableException(call.operation() + " failed at " + store + ": " + why, cause);
    }

    private StoreUnavailableException unavailable(Call call, String why) {
        checkOpen();
        return new StoreUnavailableException(call.operation() + " failed at " + store + ": " + why);
    }

    /** The session ends at once; ZooKeeper's client then sleeps for a while before its threads end, which nobody has to wait for. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Thread closing = new Thread(curator::close, "eos-store-closing");
            closing.setDaemon(true);
            closing.start();
        }
    }
}
