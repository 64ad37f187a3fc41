package io.eos.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/** One connection to each server of an address, which may be a cluster's. Not thread-safe. */
final class RedisNodes implements AutoCloseable {
    private static final JedisClientConfig CONFIG =
            DefaultJedisClientConfig.builder().resp2().build();

    private final HostAndPort first;
    private final @Nullable ClusterConnectionProvider slots;
    private final Map<String, Prompt> connections = new TreeMap<>();

    private RedisNodes(HostAndPort first, @Nullable ClusterConnectionProvider slots) {
        this.first = first;
        this.slots = slots;
    }

    /** Connects to servers without a password. */
    static RedisNodes connect(String address) {
        List<HostAndPort> hosts = Arrays.stream(
                        address.substring(address.indexOf("//") + 2).split(","))
                .map(HostAndPort::from)
                .toList();
        Set<HostAndPort> all = hosts.stream().collect(Collectors.toSet());
        return new RedisNodes(
                hosts.get(0),
                address.startsWith("redis-cluster:")
                        ? new ClusterConnectionProvider(all, CONFIG, new ConnectionPoolConfig())
                        : null);
    }

    boolean clustered() {
        return slots != null;
    }

    /** A connection that can be told to send what it has: without, Jedis does so when it reads, and servers would work one after the other. */
    static final class Prompt extends Connection {
        private Prompt(HostAndPort node) {
            super(node, CONFIG);
        }

        /** It is protected where it comes from. */
        @Override
        protected void flush() {
            super.flush();
        }
    }

    /** The connection to the server that has a key; the same one for all keys of a server. */
    Prompt connection(String key) {
        HostAndPort node =
                slots == null ? first : Objects.requireNonNull(slots.getNode(JedisClusterCRC16.getSlot(key)));
        return connections.computeIfAbsent(node.toString(), same -> new Prompt(node));
    }

    /** Sends what was given to the connections. */
    void sendNow() {
        connections.values().forEach(Prompt::flush);
    }

    /** Makes a script known to all servers that are connected, and gives its hash. */
    byte[] load(byte[] source) {
        byte[] hash = {};
        for (Connection connection : connections.values()) {
            hash = (byte[]) connection.executeCommand(
                    new CommandArguments(Command.SCRIPT).add("LOAD").add(source));
        }
        return hash;
    }

    @Override
    public void close() {
        connections.values().forEach(Connection::close);
        if (slots != null) {
            slots.close();
        }
    }
}
