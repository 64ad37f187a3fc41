package io.eos.cli.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.ZooKeeper;

/**
 * Reads znodes of entries, named after payment and entry and spread over parents, and a znode for each balance, with ZooKeeper's own client.
 * Not thread-safe.
 */
public final class ZooKeeperLedgerReader implements LedgerReader {
    /** Between payment and entry in the name of an entry's znode. */
    public static final char SEPARATOR = '.';

    private static final Duration SESSION = Duration.ofSeconds(30);
    private static final int READS_AT_ONCE = 200;

    private final ZooKeeper zooKeeper;
    private final String entries;
    private final String balances;

    /** Connects. */
    public ZooKeeperLedgerReader(String servers, String entries, String balances) {
        this.entries = entries;
        this.balances = balances;
        try {
            zooKeeper = new ZooKeeper(servers, Math.toIntExact(SESSION.toMillis()), event -> {});
        } catch (IOException e) {
            throw new UnreadableLedgerException(entries, e);
        }
    }

    @Override
    public List<Effect> effects() {
        return read(entries, this::paths).values().stream().map(Effect::parse).toList();
    }

    @Override
    public Map<String, Long> balances() {
        Map<String, Long> found = new HashMap<>();
        read(balances, () -> children(balances))
                .forEach((path, text) -> found.put(path.substring(path.lastIndexOf('/') + 1), Long.valueOf(text)));
        return found;
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        Set<String> found = new HashSet<>();
        for (String path : reading(entries, this::paths)) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            found.add(name.substring(0, name.indexOf(SEPARATOR)));
        }
        found.retainAll(Set.copyOf(ids));
        return found;
    }

    private List<String> paths() throws KeeperException, InterruptedException {
        List<String> paths = new ArrayList<>();
        for (String parent : children(entries)) {
            paths.addAll(children(parent));
        }
        return paths;
    }

    private List<String> children(String parent) throws KeeperException, InterruptedException {
        return zooKeeper.getChildren(parent, false).stream()
                .map(name -> parent + "/" + name)
                .toList();
    }

    private Map<String, String> read(String what, Paths paths) {
        return reading(what, () -> {
            Map<String, String> texts = new HashMap<>();
            List<String> all = paths.list();
            for (int from = 0; from < all.size(); from += READS_AT_ONCE) {
                List<String> some = all.subList(from, Math.min(all.size(), from + READS_AT_ONCE));
                List<OpResult> results =
                        zooKeeper.multi(some.stream().map(Op::getData).toList());
                for (int i = 0; i < some.size(); i++) {
                    byte[] data = ((GetDataResult) results.get(i)).getData();
                    texts.put(some.get(i), new String(data, StandardCharsets.UTF_8));
                }
            }
            return texts;
        });
    }

    private interface Paths {
        List<String> list() throws KeeperException, InterruptedException;
    }

    private interface Reading<T> {
        T run() throws KeeperException, InterruptedException;
    }

    private static <T> T reading(String what, Reading<T> reading) {
        try {
            return reading.run();
        } catch (KeeperException e) {
            throw new UnreadableLedgerException(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableLedgerException(what, e);
        }
    }

    @Override
    public void close() {
        try {
            zooKeeper.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
