package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.EosException;
import io.eos.api.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the ensemble. Thread-safe.
 *
 * <p>Curator keeps the session, and opens another one when it expired; no ephemeral znode is used, so nothing is lost with it. The requests go over
 * its ZooKeeper handle directly: a write is sent once, never again behind the store's back, and the requests of a batch are sent
 * without waiting for each other. ZooKeeper answers the requests of a session in their order, so that reads that follow a {@code
 * sync} see whatever was written before it.
 */
final class Client implements AutoCloseable {
    private static final long POLL_MILLIS = 10;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(90);
    private static final byte[] NO_DATA = {};

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
            var synced = sync(zooKeeper, paths.get(0));
            List<CompletableFuture<@Nullable ZNode>> sent =
                    paths.stream().map(path -> get(zooKeeper, path)).toList();
            await(synced);
            return nodes(sent);
        });
    }

    @Nullable ZNode read(Call call, String path) {
        return read(call, List.of(path)).get(0);
    }

    /** Reads znodes and the server's time, at which all that it says had not happened yet. */
    Reading readAt(Call call, String clock, List<String> paths) {
        return repeat(call, zooKeeper -> {
            // A write, so that it needs no sync: whoever answers it has seen all before it.
            CompletableFuture<Stat> stamped = new CompletableFuture<>();
            zooKeeper.setData(
                    clock, NO_DATA, -1, (code, path, context, stat) -> complete(stamped, code, path, stat), null);
            List<CompletableFuture<@Nullable ZNode>> sent =
                    paths.stream().map(path -> get(zooKeeper, path)).toList();
            Instant now = Instant.ofEpochMilli(await(stamped).getMtime());
            return new Reading(nodes(sent), now);
        });
    }

    /** The states of znodes without their data; null for one that is not there. */
    List<@Nullable Stat> stats(Call call, List<String> paths) {
        return repeat(call, zooKeeper -> {
            List<CompletableFuture<@Nullable Stat>> sent = paths.stream()
                    .map(path -> {
                        CompletableFuture<@Nullable Stat> answer = new CompletableFuture<>();
                        zooKeeper.exists(
                                path,
                                false,
                                (code, same, context, stat) -> completeOrNull(answer, code, same, stat),
                                null);
                        return answer;
                    })
                    .toList();
            List<@Nullable Stat> stats = new ArrayList<>(sent.size());
            for (CompletableFuture<@Nullable Stat> each : sent) {
                stats.add(awaitNullable(each));
            }
            return stats;
        });
    }

    /** The names of a znode's children, in no order; none if it is not there. */
    List<String> children(Call call, String path) {
        return repeat(call, zooKeeper -> {
            var synced = sync(zooKeeper, path);
            CompletableFuture<@Nullable List<String>> answer = new CompletableFuture<>();
            zooKeeper.getChildren(
                    path,
                    false,
                    (int code, String same, Object context, @Nullable List<String> names) ->
                            completeOrNull(answer, code, same, names),
                    null);
            await(synced);
            List<String> names = awaitNullable(answer);
            return names == null ? List.of() : names;
        });
    }

    /**
     * Sends a write, once.
     *
     * @throws LostReplyException if it may have happened
     */
    MultiOutcome multi(Call call, List<Op> operations) {
        ZooKeeper zooKeeper = connected(call);
        if (!call.mayWriteOn(zooKeeper)) {
            throw new LostRaceException("what was read is too old to be written upon");
        }
        CompletableFuture<MultiOutcome> answer = new CompletableFuture<>();
        zooKeeper.multi(
                operations,
                (int code, String path, Object context, @Nullable List<OpResult> results) -> {
                    if (results != null) {
                        answer.complete(MultiOutcome.of(code, results));
                    } else {
                        answer.completeExceptionally(KeeperException.create(Code.get(code)));
                    }
                },
                null);
        try {
            return get(answer);
        } catch (KeeperException e) {
            if (connectionLost(e.code())) {
                throw new LostReplyException(e.code().name());
            }
            throw failed(call.operation(), e);
        } catch (TimeoutException e) {
            throw new LostReplyException("no answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LostReplyException("interrupted");
        }
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
            default -> new EosException(operation + " was rejected at " + store + ": " + error.code() + where, error);
        };
    }

    private static boolean connectionLost(Code code) {
        return switch (code) {
            case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED, OPERATIONTIMEOUT, REQUESTTIMEOUT -> true;
            default -> false;
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
                call.readOn(zooKeeper);
                return request.send(zooKeeper);
            } catch (KeeperException e) {
                if (!connectionLost(e.code())) {
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
                    throw unavailable(call, null);
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

    private StoreUnavailableException unavailable(Call call, @Nullable Exception cause) {
        checkOpen();
        String why = cause == null
                ? "no connection"
                : cause instanceof KeeperException known
                        ? known.code().name()
                        : cause.getClass().getSimpleName();
        return new StoreUnavailableException(call.operation() + " failed at " + store + ": " + why, cause);
    }

    private static CompletableFuture<String> sync(ZooKeeper zooKeeper, String path) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        zooKeeper.sync(path, (code, same, context) -> complete(answer, code, same, same), null);
        return answer;
    }

    private static CompletableFuture<@Nullable ZNode> get(ZooKeeper zooKeeper, String path) {
        CompletableFuture<@Nullable ZNode> answer = new CompletableFuture<>();
        zooKeeper.getData(
                path,
                false,
                (code, same, context, data, stat) -> completeOrNull(
                        answer,
                        code,
                        same,
                        stat == null ? null : new ZNode(data == null ? Bytes.EMPTY : Bytes.wrap(data), stat)),
                null);
        return answer;
    }

    private static <T> void complete(CompletableFuture<T> answer, int code, String path, T value) {
        if (code == Code.OK.intValue()) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }

    private static <T> void completeOrNull(
            CompletableFuture<@Nullable T> answer, int code, String path, @Nullable T value) {
        if (code == Code.NONODE.intValue()) {
            answer.complete(null);
        } else if (code == Code.OK.intValue()) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }

    private static List<@Nullable ZNode> nodes(List<CompletableFuture<@Nullable ZNode>> sent)
            throws KeeperException, TimeoutException, InterruptedException {
        List<@Nullable ZNode> nodes = new ArrayList<>(sent.size());
        for (CompletableFuture<@Nullable ZNode> each : sent) {
            nodes.add(awaitNullable(each));
        }
        return nodes;
    }

    private static <T> T await(CompletableFuture<T> answer)
            throws KeeperException, TimeoutException, InterruptedException {
        return get(answer);
    }

    private static <T> @Nullable T awaitNullable(CompletableFuture<@Nullable T> answer)
            throws KeeperException, TimeoutException, InterruptedException {
        return get(answer);
    }

    /** A session without answers ends long before the limit. */
    private static <T> T get(CompletableFuture<T> answer)
            throws KeeperException, TimeoutException, InterruptedException {
        try {
            return answer.get(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeeperException known) {
                throw known;
            }
            throw new IllegalStateException("an answer cannot be read", e);
        }
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
