package io.eos.store.redis;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.HostAndPort;

/**
 * An address such as {@code redis://user:password@host:6379/0}, {@code redis-cluster://host1,host2:6380} or {@code
 * redis-sentinel://host1,host2/master}. With {@code rediss} in front instead of {@code redis} the connections use TLS. Immutable; it can
 * hold a password.
 *
 * @param kind what is at the hosts
 * @param tls whether connections use TLS
 * @param hosts servers, nodes or sentinels
 * @param user of the servers
 * @param password of the servers
 * @param path the database's number, or the name that Sentinel gives the master
 */
record RedisAddress(
        Kind kind, boolean tls, Set<HostAndPort> hosts, Optional<String> user, Optional<String> password, String path) {
    /** What is at an address. */
    enum Kind {
        SERVER("redis", 6379),
        CLUSTER("redis-cluster", 6379),
        SENTINEL("redis-sentinel", 26379);

        private final String scheme;
        private final int port;

        Kind(String scheme, int port) {
            this.scheme = scheme;
            this.port = port;
        }

        private String secure() {
            return scheme.replaceFirst("redis", "rediss");
        }
    }

    private static final Pattern FORM =
            Pattern.compile("[a-z-]+://(?:(.*)@)?([^@/?]+)(?:/([^/?@]*))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST = Pattern.compile("\\s*(\\[[0-9a-fA-F:.]+]|[^\\[\\]:\\s]+)(?::(\\d{1,5}))?\\s*");

    static boolean accepts(StoreAddress address) {
        for (Kind kind : Kind.values()) {
            if (address.startsWith(kind.scheme + "://") || address.startsWith(kind.secure() + "://")) {
                return true;
            }
        }
        return false;
    }

    static RedisAddress parse(StoreAddress address) {
        Matcher form = FORM.matcher(address.reveal());
        for (Kind kind : Kind.values()) {
            boolean tls = address.scheme().equals(kind.secure());
            if ((tls || address.scheme().equals(kind.scheme)) && form.matches()) {
                return parse(address, kind, tls, form);
            }
        }
        throw wrong(address);
    }

    private static RedisAddress parse(StoreAddress address, Kind kind, boolean tls, Matcher form) {
        Set<HostAndPort> hosts = new LinkedHashSet<>();
        for (String host : form.group(2).split(",", -1)) {
            Matcher matcher = HOST.matcher(host);
            int port = matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : kind.port;
            if (!matcher.matches() || port > 65_535) {
                throw wrong(address);
            }
            hosts.add(new HostAndPort(matcher.group(1).replaceAll("[\\[\\]]", ""), port));
        }
        String path = form.group(3) == null ? "" : form.group(3);
        boolean fits = switch (kind) {
            case SERVER -> hosts.size() == 1 && path.matches("\\d{0,5}");
            case CLUSTER -> path.isEmpty();
            case SENTINEL -> !path.isEmpty();
        };
        if (!fits) {
            throw wrong(address);
        }
        String info = form.group(1) == null ? "" : form.group(1);
        int colon = info.indexOf(':');
        String user = colon < 0 ? info : info.substring(0, colon);
        String password = colon < 0 ? "" : info.substring(colon + 1);
        return new RedisAddress(kind, tls, hosts, decoded(user), decoded(password), path);
    }

    private static Optional<String> decoded(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.of(text); // a password with a percent sign that was not escaped
        }
    }

    private static InvalidConfigurationException wrong(StoreAddress address) {
        return new InvalidConfigurationException("the store's address was '" + address
                + "' but must be like redis://user:password@host:6379/0, redis-cluster://host1:6379,host2:6379 or"
                + " redis-sentinel://host1:26379,host2:26379/master-name (rediss for TLS)");
    }

    /** The kind and the hosts: user and password are not for logs. */
    @Override
    public String toString() {
        return kind + " at " + hosts;
    }
}
