package io.eos.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Three Cassandra servers in one data centre, each in a process of its own on an address of loopback that is its own: 127.0.0.1, 127.0.0.2 and
 * 127.0.0.3, which Linux has without being told. They take some 2 GB of memory and half a minute to start. Always embedded. Thread-safe; see
 * {@link CassandraServer} for errors.
 */
public final class CassandraCluster implements AutoCloseable {

    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");

    private final List<CassandraServer> members;

    private CassandraCluster(List<CassandraServer> members) {
        this.members = members;
    }

    /** Starts durable servers, one after the other, and waits until each answers. */
    public static CassandraCluster open() {
        return Ports.onFree(port -> open(port, Ports.free()));
    }

    private static CassandraCluster open(int port, int storagePort) {
        CassandraCluster cluster = new CassandraCluster(new ArrayList<>());
        try {
            for (String host : HOSTS) {
                cluster.members.add(CassandraServer.embedded(
                        new CassandraDaemon.Place(host, port, storagePort, HOSTS), DatabaseOptions.defaults()));
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The servers, each of which can be stopped, killed and frozen. */
    public List<CassandraServer> members() {
        return List.copyOf(members);
    }

    /** The address of a store in a keyspace, which need not be there yet, by all three. */
    public String address(String keyspace) {
        String hosts = HOSTS.stream().collect(Collectors.joining(","));
        String first = members.get(0).address(keyspace);
        return first.replace(HOSTS.get(0), hosts);
    }

    /** Kills all servers and deletes their data. Idempotent. */
    @Override
    public void close() {
        members.forEach(CassandraServer::close);
    }

    @Override
    public String toString() {
        return "CassandraCluster" + members;
    }
}
