package io.eos.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Three ZooKeeper servers that work together, each in a JVM of its own. Always embedded. Thread-safe; see {@link ZooKeeperServer} for errors.
 */
public final class ZooKeeperEnsemble implements AutoCloseable {

    private static final int SIZE = 3;
    private static final Duration ELECTION = Duration.ofSeconds(30);

    private final List<ZooKeeperServer> members;

    private ZooKeeperEnsemble(List<ZooKeeperServer> members) {
        this.members = members;
    }

    /** Starts the servers and waits until they have a leader and all of them answer. */
    public static ZooKeeperEnsemble open() {
        Map<String, String> settings = new HashMap<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 1; i <= SIZE; i++) {
            int port = Ports.free();
            ports.add(port);
            // With the clients' address: so the servers advertise it, as those in containers usually do.
            settings.put("server." + i, "127.0.0.1:" + Ports.free() + ":" + Ports.free() + ";127.0.0.1:" + port);
        }
        List<ZooKeeperServer> members = new ArrayList<>();
        for (int i = 1; i <= SIZE; i++) {
            members.add(ZooKeeperServer.prepare(ports.get(i - 1), settings, i));
        }
        ZooKeeperEnsemble ensemble = new ZooKeeperEnsemble(members);
        try {
            // At the same time: none answers before most of them are there.
            CompletableFuture.allOf(members.stream()
                            .map(member -> CompletableFuture.runAsync(member::start))
                            .toArray(CompletableFuture[]::new))
                    .join();
            return ensemble;
        } catch (RuntimeException e) {
            ensemble.close();
            throw e;
        }
    }

    /** What clients connect to: all three. */
    public String servers() {
        return members.stream().map(ZooKeeperServer::servers).collect(Collectors.joining(","));
    }

    /** The servers, each of which can be stopped, killed and frozen. */
    public List<ZooKeeperServer> members() {
        return List.copyOf(members);
    }

    /** The server that leads; waits for an election under way. */
    public ZooKeeperServer leader() {
        Await.until(
                "ZooKeeper to elect a leader", ELECTION, () -> members.stream().anyMatch(this::leads), () -> "");
        return members.stream()
                .filter(this::leads)
                .findFirst()
                .orElseThrow(() -> new ServerException("the leader was lost at once"));
    }

    private boolean leads(ZooKeeperServer member) {
        return member.mode().equals("leader");
    }

    /** Ends all servers and deletes their data. Idempotent. */
    @Override
    public void close() {
        members.forEach(ZooKeeperServer::close);
    }

    @Override
    public String toString() {
        return "ZooKeeperEnsemble[" + servers() + "]";
    }
}
