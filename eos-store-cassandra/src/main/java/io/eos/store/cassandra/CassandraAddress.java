package io.eos.store.cassandra;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an address of the form {@code cassandra://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]…]/KEYSPACE?dc=DATACENTER[&tls=true]} says. Immutable.
 *
 * @param hosts contact points, not yet resolved; a host without a port takes the next one that is given, or {@value #PORT}
 * @param user before the hosts, decoded
 * @param password after the user, decoded
 * @param tls whether connections are encrypted
 */
record CassandraAddress(
        List<InetSocketAddress> hosts,
        String keyspace,
        String dataCentre,
        Optional<String> user,
        Optional<String> password,
        boolean tls) {
    static final String SCHEME = "cassandra";
    static final int PORT = 9042;

    private static final String FORM = "cassandra://HOST[:PORT][,HOST[:PORT]...]/KEYSPACE?dc=DATACENTER[&tls=true]";
    private static final Pattern ADDRESS =
            Pattern.compile("(?i:cassandra)://(?:(.*)@)?([^/?@]+)/([^/?@]*)(?:\\?(.*))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]\\s]+)(?::(\\d{1,5}))?");
    private static final Pattern KEYSPACE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,47}");

    /** Reads an address, with all problems at once. */
    static CassandraAddress parse(StoreAddress address) {
        Matcher parts = ADDRESS.matcher(address.reveal());
        if (!parts.matches()) {
            throw new InvalidConfigurationException("the store's address was '" + address + "' but must be " + FORM);
        }
        List<String> problems = new ArrayList<>();
        Map<String, String> parameters =
                parameters(Optional.ofNullable(parts.group(4)).orElse(""), problems);
        String keyspace = parts.group(3);
        if (!KEYSPACE.matcher(keyspace).matches()) {
            problems.add("the keyspace was '" + keyspace
                    + "' but must be a letter and up to 47 more letters, digits and underscores");
        }
        String dataCentre = parameters.getOrDefault("dc", "");
        if (dataCentre.isBlank()) {
            problems.add("dc is missing: the data centre of the nodes to talk to, as in ?dc=datacenter1");
        }
        String tls = parameters.getOrDefault("tls", "false");
        if (!tls.equals("true") && !tls.equals("false")) {
            problems.add("tls was '" + tls + "' but must be true or false");
        }
        List<InetSocketAddress> hosts = hosts(parts.group(2), problems);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems.stream()
                    .map(problem -> "the store's address '" + address + "': " + problem)
                    .toList());
        }
        String login = parts.group(1);
        int colon = login == null ? -1 : login.indexOf(':');
        return new CassandraAddress(
                hosts,
                keyspace,
                dataCentre,
                Optional.ofNullable(login).map(all -> decode(colon < 0 ? all : all.substring(0, colon))),
                Optional.ofNullable(login).filter(all -> colon >= 0).map(all -> decode(all.substring(colon + 1))),
                tls.equals("true"));
    }

    private static Map<String, String> parameters(String query, List<String> problems) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (name.equals("dc") || name.equals("tls")) {
                parameters.put(name, decode(parameter.substring(equals + 1)));
            } else if (!parameter.isEmpty()) {
                problems.add("unknown parameter " + name + "; known are: dc, tls");
            }
        }
        return parameters;
    }

    private static List<InetSocketAddress> hosts(String text, List<String> problems) {
        List<InetSocketAddress> hosts = new ArrayList<>();
        List<String> all = new ArrayList<>(List.of(text.split(",", -1)));
        Collections.reverse(all);
        int port = PORT;
        for (String one : all) {
            Matcher host = HOST.matcher(one.strip());
            if (!host.matches()) {
                problems.add("the host was '" + one + "' but must be a name or an IP address, IPv6 in brackets");
                continue;
            }
            port = host.group(2) == null ? port : Integer.parseInt(host.group(2));
            if (port < 1 || port > 65_535) {
                problems.add("the port was '" + port + "' but must be from 1 to 65535");
                return List.of();
            }
            hosts.add(0, InetSocketAddress.createUnresolved(host.group(1).replaceAll("[\\[\\]]", ""), port));
        }
        return hosts;
    }

    /** Percent signs; a plus stands for itself. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Nothing that could be secret. */
    @Override
    public String toString() {
        return "CassandraAddress[" + hosts + "/" + keyspace + "]";
    }
}
