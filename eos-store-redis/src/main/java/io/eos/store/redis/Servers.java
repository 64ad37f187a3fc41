package io.eos.store.redis;

import io.eos.api.Guarantee;
import io.eos.api.InvalidConfigurationException;
import io.eos.spi.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * What the servers say of themselves: version, role, how they keep their data. Immutable; read when the store is opened, and again by each
 * preflight check.
 */
final class Servers {
    private static final String UNKNOWN = "unknown";
    private static final String FSYNC = "appendfsync";
    /** With it the log is not synced while a snapshot or another log is written. */
    private static final String PAUSE = "no-appendfsync-on-rewrite";

    private final RedisStoreConfig settings;
    private final Map<String, Map<String, String>> facts = new TreeMap<>();

    private Servers(RedisStoreConfig settings) {
        this.settings = settings;
    }

    static Servers read(Calls calls, RedisStoreConfig settings) {
        Servers servers = new Servers(settings);
        Map<String, @Nullable Object> fsync = settings(calls, FSYNC);
        Map<String, @Nullable Object> pause = settings(calls, PAUSE);
        calls.ofEach("a look at the servers", Call.of(Command.INFO)).forEach((server, reply) -> {
            Map<String, String> read = new TreeMap<>();
            if (reply instanceof byte[]) {
                Replies.text(reply).lines().filter(line -> line.contains(":")).forEach(line -> {
                    int colon = line.indexOf(':');
                    read.put(line.substring(0, colon), line.substring(colon + 1).strip());
                });
            }
            read.put(FSYNC, setting(fsync.get(server)));
            read.put(PAUSE, setting(pause.get(server)));
            servers.facts.put(server, read);
        });
        servers.checkKind();
        return servers;
    }

    /** Servers before 7 take one name at a time. */
    private static Map<String, @Nullable Object> settings(Calls calls, String name) {
        return calls.ofEach(
                "a look at the servers", Call.of(Command.CONFIG).with("GET").with(name));
    }

    /** Managed servers often refuse {@code CONFIG}. */
    private static String setting(@Nullable Object reply) {
        if (reply instanceof List<?> pair && pair.size() == 2) {
            return Replies.text(pair.get(1));
        }
        return UNKNOWN;
    }

    private void checkKind() {
        facts.forEach((server, read) -> {
            String mode = read.getOrDefault("redis_mode", UNKNOWN);
            boolean cluster = settings.address().kind() == RedisAddress.Kind.CLUSTER;
            if ((mode.equals("cluster") && !cluster) || mode.equals("sentinel")) {
                throw new InvalidConfigurationException("the server " + server + " is "
                        + (mode.equals("cluster") ? "part of a cluster" : "a sentinel")
                        + "; use an address that begins with redis-"
                        + mode + "://");
            }
        });
    }

    String product() {
        Set<String> versions = new TreeSet<>();
        facts.values().forEach(read -> versions.add(read.getOrDefault("redis_version", UNKNOWN)));
        String kind = switch (settings.address().kind()) {
            case SERVER -> "";
            case CLUSTER -> " cluster of " + facts.size();
            case SENTINEL -> " with Sentinel";
        };
        return "Redis " + String.join(", ", versions) + kind;
    }

    /** Linearizable is one server alone that has each write on disk before it answers. */
    Guarantee guarantee() {
        boolean alone = settings.address().kind() == RedisAddress.Kind.SERVER
                && facts.values().stream()
                        .allMatch(read -> is(read, "role", "master")
                                && is(read, "connected_slaves", "0")
                                && is(read, "aof_enabled", "1")
                                && is(read, FSYNC, "always")
                                && is(read, PAUSE, "no"));
        return alone ? Guarantee.LINEARIZABLE : Guarantee.LOSSY_ON_FAILOVER;
    }

    private static boolean is(Map<String, String> read, String name, String value) {
        return value.equals(read.get(name));
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        facts.forEach((server, read) -> {
            String who = "the Redis server " + server;
            version(who, read, findings);
            eviction(who, read, findings);
            if (is(read, "role", "slave")) {
                findings.add(Finding.refuse(who + " is a replica, which takes no writes; name its master"));
            }
            persistence(who, read, findings);
            replication(who, read, findings);
        });
        return findings;
    }

    private static void version(String who, Map<String, String> read, List<Finding> findings) {
        String[] version = read.getOrDefault("redis_version", "").split("\\.");
        if (version.length > 1 && Integer.parseInt(version[0]) * 100 + Integer.parseInt(version[1]) < 602) {
            findings.add(
                    Finding.refuse(who + " has version " + String.join(".", version) + ", but 6.2 or newer is needed"));
        }
    }

    private static void eviction(String who, Map<String, String> read, List<Finding> findings) {
        String policy = read.getOrDefault("maxmemory_policy", UNKNOWN);
        if (policy.startsWith("allkeys-")) {
            findings.add(Finding.refuse(who + " has maxmemory-policy " + policy
                    + ", under which it drops results when its memory is full; set maxmemory-policy noeviction"));
        } else if (!policy.equals("noeviction")) {
            findings.add(Finding.warn(who + " has maxmemory-policy " + policy
                    + "; keys of eos have no time to live and stay, but noeviction is what is meant"));
        }
    }

    private static void persistence(String who, Map<String, String> read, List<Finding> findings) {
        if (is(read, "aof_enabled", "0")) {
            findings.add(Finding.warn(who + " has appendonly no: a restart loses all since its last snapshot;"
                    + " set appendonly yes, and appendfsync always"));
        } else if (is(read, "appendfsync", UNKNOWN)) {
            findings.add(Finding.warn(who + " does not tell its appendfsync (CONFIG is refused);"
                    + " unless it is always, a power failure loses the last writes"));
        } else if (!is(read, "appendfsync", "always")) {
            findings.add(Finding.warn(who + " has appendfsync " + read.get("appendfsync")
                    + ": a power failure loses the last writes; set appendfsync always"));
        } else if (!is(read, PAUSE, "no")) {
            findings.add(Finding.warn(who + " has " + PAUSE + " " + read.get(PAUSE)
                    + ": a power failure while it saves loses the last writes; set it to no"));
        }
    }

    private void replication(String who, Map<String, String> read, List<Finding> findings) {
        int replicas = Integer.parseInt(read.getOrDefault("connected_slaves", "0"));
        if (replicas < settings.acks()) {
            findings.add(Finding.refuse(who + " has " + replicas + " replicas, but store.replica-acks is "
                    + settings.acks() + ": no write would count"));
        } else if (replicas > 0 && settings.acks() == 0) {
            findings.add(Finding.warn(
                    who + " has " + replicas + " replicas, which get writes after they are acknowledged: a failover"
                            + " can lose the last ones; store.replica-acks makes that rarer"));
        }
    }
}
