package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Single requests on a ZooKeeper handle; all but writes are sent without waiting. Stateless.
 *
 * <p>ZooKeeper answers the requests of a session in their order. Many znodes are read with one request: hundreds of small ones keep client and server
 * busy with the requests alone.
 */
final class Requests {
    /** How many znodes one request reads: what a server puts together for an answer is bounded by it. */
    static final int READS = 50;

    private static final byte[] NO_DATA = {};
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(90);

    private Requests() {}

    /** Whether nobody knows what became of a request. */
    static boolean connectionLost(Code code) {
        return switch (code) {
            case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED, OPERATIONTIMEOUT, REQUESTTIMEOUT -> true;
            default -> false;
        };
    }

    /** After it, reads see whatever was written before it. */
    static CompletableFuture<String> sync(ZooKeeper zooKeeper, String path) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        zooKeeper.sync(path, (code, same, context) -> complete(answer, code, same, same), null);
        return answer;
    }

    /** A write for the sake of the time that the server stamps on it. After it, reads see whatever was written before it. */
    static CompletableFuture<Stat> stamp(ZooKeeper zooKeeper, String path) {
        CompletableFuture<Stat> answer = new CompletableFuture<>();
        zooKeeper.setData(path, NO_DATA, -1, (code, same, context, stat) -> complete(answer, code, same, stat), null);
        return answer;
    }

    /**
     * Sends a write and waits for its answer, which the thread that reads from the server gives to the caller at once: a callback would come by way of
     * another thread. Without an answer the session ends, and this with it.
     */
    static MultiOutcome multi(ZooKeeper zooKeeper, List<Op> operations) throws KeeperException, InterruptedException {
        try {
            return MultiOutcome.of(Code.OK.intValue(), zooKeeper.multi(operations));
        } catch (KeeperException e) {
            if (e.getResults() == null) {
                throw e;
            }
            return MultiOutcome.of(e.code().intValue(), e.getResults());
        }
    }

    /** The names of a znode's children; none if it is not there. */
    static CompletableFuture<List<String>> children(ZooKeeper zooKeeper, String path) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        zooKeeper.getChildren(
                path,
                false,
                (int code, String same, Object context, @Nullable List<String> names) -> {
                    boolean absent = code == Code.NONODE.intValue() || names == null;
                    complete(answer, code == Code.NONODE.intValue() ? 0 : code, same, absent ? List.of() : names);
                },
                null);
        return answer;
    }

    /** Reads of znodes, to be {@linkplain #nodes collected}. */
    static List<CompletableFuture<List<OpResult>>> reads(ZooKeeper zooKeeper, List<String> paths) {
        List<CompletableFuture<List<OpResult>>> answers = new ArrayList<>();
        for (List<String> some : Buckets.chunks(paths, READS)) {
            CompletableFuture<List<OpResult>> answer = new CompletableFuture<>();
            List<Op> operations = some.stream().map(Op::getData).toList();
            zooKeeper.multi(
                    operations,
                    (int code, String path, Object context, @Nullable List<OpResult> results) -> {
                        // Each read has an outcome of its own.
                        if (results != null) {
                            answer.complete(results);
                        } else {
                            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
                        }
                    },
                    null);
            answers.add(answer);
        }
        return answers;
    }

    /** What was read; null for a znode that is not there. */
    static List<@Nullable ZNode> nodes(List<CompletableFuture<List<OpResult>>> answers)
            throws KeeperException, TimeoutException, InterruptedException {
        List<@Nullable ZNode> nodes = new ArrayList<>();
        for (CompletableFuture<List<OpResult>> answer : answers) {
            for (OpResult result : await(answer)) {
                if (result instanceof GetDataResult read) {
                    byte[] data = read.getData();
                    nodes.add(new ZNode(data == null ? Bytes.EMPTY : Bytes.wrap(data), read.getStat()));
                } else if (result instanceof ErrorResult error && error.getErr() == Code.NONODE.intValue()) {
                    nodes.add(null);
                } else {
                    int code = result instanceof ErrorResult error ? error.getErr() : Code.SYSTEMERROR.intValue();
                    throw KeeperException.create(Code.get(code));
                }
            }
        }
        return nodes;
    }

    /** A session without answers ends long before the limit. */
    static <T> T await(CompletableFuture<T> answer) throws KeeperException, TimeoutException, InterruptedException {
        try {
            return answer.get(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeeperException known) {
                throw known;
            }
            throw new IllegalStateException("an answer cannot be read", e);
        }
    }

    private static <T> void complete(CompletableFuture<T> answer, int code, String path, T value) {
        if (code == Code.OK.intValue()) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }
}
