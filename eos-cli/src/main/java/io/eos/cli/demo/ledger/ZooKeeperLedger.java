package io.eos.cli.demo.ledger;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import io.eos.cli.audit.ZooKeeperLedgerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.BadVersionException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * A znode for each entry, with a random name so that a payment can have several, spread over parents since a list of children must fit into an
 * answer; and a znode for each account's balance. Not thread-safe.
 */
public final class ZooKeeperLedger implements Ledger {
    private static final String SCHEME = "zookeeper://";
    private static final Duration SESSION = Duration.ofSeconds(30);
    private static final int PARENTS = 64;
    private static final int CREATED_AT_ONCE = 500;

    private final String servers;
    private final String name;
    private final ZooKeeper zooKeeper;

    ZooKeeperLedger(String address, String name) {
        int path = address.indexOf('/', SCHEME.length());
        this.servers = address.substring(SCHEME.length(), path < 0 ? address.length() : path);
        this.name = name;
        try {
            zooKeeper = new ZooKeeper(servers, Math.toIntExact(SESSION.toMillis()), event -> {});
        } catch (IOException e) {
            throw new LedgerException(name, e);
        }
    }

    @Override
    public void create(Collection<String> accounts) {
        List<Op> operations = new ArrayList<>();
        operations.add(created(root(), ""));
        operations.add(created(root() + "/entries", ""));
        for (int i = 0; i < PARENTS; i++) {
            operations.add(created(parent(i), ""));
        }
        operations.add(created(root() + "/balances", ""));
        accounts.forEach(account -> operations.add(created(balance(name, account), "0")));
        try {
            for (int from = 0; from < operations.size(); from += CREATED_AT_ONCE) {
                zooKeeper.multi(operations.subList(from, Math.min(operations.size(), from + CREATED_AT_ONCE)));
            }
        } catch (KeeperException e) {
            throw new LedgerException(name, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void enter(Effect entry) {
        String balance = balance(name, entry.account());
        try {
            boolean entered = false;
            while (!entered) {
                Stat stat = new Stat();
                byte[] old = zooKeeper.getData(balance, false, stat);
                entered = tried(List.of(
                        created(entryPath(name, entry), entry.toLine()),
                        Op.setData(balance, added(old, entry), stat.getVersion())));
            }
        } catch (KeeperException e) {
            throw new LedgerException(name, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private boolean tried(List<Op> operations) throws KeeperException, InterruptedException {
        try {
            zooKeeper.multi(operations);
            return true;
        } catch (BadVersionException e) {
            return false;
        }
    }

    /** Where a new entry goes. */
    public static String entryPath(String name, Effect entry) {
        return "/" + name + "/entries/" + Math.floorMod(entry.id().hashCode(), PARENTS) + "/" + entry.id()
                + ZooKeeperLedgerReader.SEPARATOR + UUID.randomUUID();
    }

    /** Where an account's balance is. */
    public static String balance(String name, String account) {
        return "/" + name + "/balances/" + account;
    }

    /** A balance with an entry added. */
    public static byte[] added(byte[] balance, Effect entry) {
        return bytes(Long.toString(Long.parseLong(new String(balance, StandardCharsets.UTF_8)) + entry.cents()));
    }

    private static Op created(String path, String text) {
        return Op.create(path, bytes(text), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String root() {
        return "/" + name;
    }

    private String parent(int number) {
        return root() + "/entries/" + number;
    }

    private LedgerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LedgerException(name, e);
    }

    @Override
    public LedgerReader reader() {
        return new ZooKeeperLedgerReader(servers, root() + "/entries", root() + "/balances");
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
