package io.eos.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/** What the clients of ZooKeeper have in common. Stateless. */
final class ZooKeepers {
    private static final int SESSION_MILLIS = 10_000;
    private static final int MOST_READS = 50;

    private ZooKeepers() {}

    static ZooKeeper connect(String address) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper zooKeeper = new ZooKeeper(address.substring(address.indexOf("//") + 2), SESSION_MILLIS, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(SESSION_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("ZooKeeper does not answer");
        }
        return zooKeeper;
    }

    /** Those of some znodes that are there, as they are now: a {@code sync} and reads of several each, all sent at once. */
    static List<GetDataResult> read(ZooKeeper zooKeeper, String above, List<String> paths)
            throws InterruptedException, KeeperException {
        CompletableFuture<Integer> synced = new CompletableFuture<>();
        zooKeeper.sync(above, (code, path, context) -> synced.complete(code), null);
        List<CompletableFuture<List<OpResult>>> answers = new ArrayList<>();
        for (List<String> part : Messages.parts(paths, MOST_READS)) {
            CompletableFuture<List<OpResult>> answer = new CompletableFuture<>();
            List<Op> reads = part.stream().map(Op::getData).toList();
            zooKeeper.multi(reads, (code, path, context, results) -> answer.complete(results), null);
            answers.add(answer);
        }
        if (synced.join() != 0) {
            throw KeeperException.create(KeeperException.Code.get(synced.join()));
        }
        List<GetDataResult> found = new ArrayList<>();
        for (CompletableFuture<List<OpResult>> answer : answers) {
            for (OpResult result : answer.join()) {
                if (result instanceof GetDataResult data) {
                    found.add(data);
                }
            }
        }
        return found;
    }

    static void close(ZooKeeper zooKeeper) {
        try {
            zooKeeper.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
