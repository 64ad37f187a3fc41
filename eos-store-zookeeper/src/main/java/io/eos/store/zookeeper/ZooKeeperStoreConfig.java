package io.eos.store.zookeeper;

import io.eos.api.InvalidConfigurationException;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.zookeeper.common.PathUtils;

/**
 * The settings of a store on ZooKeeper. Immutable.
 *
 * @param servers host and port of each server, with commas between
 * @param path where the znodes are, starting with a slash
 * @param prefix what the names of the uppermost znodes start with
 * @param user the setting {@code user}, or the address's: for digest authentication
 * @param password the setting {@code password}, or the address's
 * @param acl the setting {@code acl}: who may read and change the znodes that the store makes; by default their creator alone if there is a
 *     user, else everybody
 * @param connectionTimeout the setting {@code connection-timeout}: how long a call waits for a connection, by default 8 seconds
 * @param sessionTimeout the setting {@code session-timeout}: after which silence a connection is given up (two thirds of it) and a session
 *     ends, by default 10 seconds
 */
record ZooKeeperStoreConfig(
        String servers,
        String path,
        String prefix,
        Optional<String> user,
        Optional<String> password,
        Access acl,
        Duration connectionTimeout,
        Duration sessionTimeout) {
    static final String SCHEME = "zookeeper://";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pattern SERVER =
            Pattern.compile("(\\[[0-9A-Fa-f:.%a-z]+]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{1,5}))?");

    /** Who may do what with the store's znodes. */
    enum Access {
        /** Everybody may do everything. */
        OPEN,
        /** Whoever authenticated as their creator may do everything, others nothing. */
        CREATOR
    }

    /** Reads address and settings, with all problems at once. */
    static ZooKeeperStoreConfig read(StoreConfig config) {
        SettingsReader settings = new SettingsReader("store.", config.settings());
        if (!config.address().startsWith(SCHEME)) {
            throw new InvalidConfigurationException(
                    "the store's address was '" + config.address() + "' but must start with " + SCHEME);
        }
        String rest = config.address().reveal().substring(SCHEME.length());
        int at = rest.lastIndexOf('@');
        String userInfo = at < 0 ? "" : rest.substring(0, at);
        String place = rest.substring(at + 1);
        int slash = place.indexOf('/');
        String servers = slash < 0 ? place : place.substring(0, slash);
        String path = slash < 0 ? "/" : place.substring(slash);
        int colon = userInfo.indexOf(':');
        String name = colon < 0 ? userInfo : userInfo.substring(0, colon);
        if (name.contains("/")) {
            settings.problem("the user in the store's address '" + config.address() + "' was '" + name
                    + "' but must be without '/'; a path in the address cannot hold an '@'");
        }
        Optional<String> user = settings.text("user").or(() -> given(name));
        Optional<String> password =
                settings.text("password").or(() -> given(colon < 0 ? "" : userInfo.substring(colon + 1)));
        ZooKeeperStoreConfig read = new ZooKeeperStoreConfig(
                servers,
                path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                config.prefix(),
                user,
                password,
                settings.choice("acl", user.isPresent() ? Access.CREATOR : Access.OPEN),
                settings.duration("connection-timeout", Duration.ofSeconds(8), SECOND, Duration.ofMinutes(5)),
                settings.duration("session-timeout", Duration.ofSeconds(10), SECOND, Duration.ofMinutes(1)));
        read.check(settings, config.address().toString());
        settings.finish();
        return read;
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    private void check(SettingsReader settings, String address) {
        for (String server : servers.split(",", -1)) {
            var matcher = SERVER.matcher(server);
            if (!matcher.matches() || (matcher.group("port") != null && !isPort(matcher.group("port")))) {
                settings.problem("a server in the store's address '" + address + "' was '" + server
                        + "' but must be a host, or host:port, with commas between servers");
            }
        }
        try {
            PathUtils.validatePath(path);
        } catch (IllegalArgumentException e) {
            settings.problem("the path in the store's address '" + address + "' was '" + path
                    + "' but must be names with slashes between, none of them empty, '.' or '..'");
        }
        if (user.isPresent() != password.isPresent()) {
            settings.problem("store."
                    + (user.isPresent()
                            ? "password is missing, though there is a user"
                            : "user is missing, though there is a password"));
        }
    }

    private static boolean isPort(String text) {
        int port = Integer.parseInt(text);
        return port > 0 && port <= 65_535;
    }

    /** Nothing that could be secret. */
    @Override
    public String toString() {
        return "ZooKeeperStoreConfig[" + servers + path + "]";
    }
}
