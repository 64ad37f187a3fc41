package io.eos.store.jdbc;

import java.util.Locale;

/**
 * An H2 URL with what eos needs added to it, unless it says otherwise itself:
 * {@code WRITE_DELAY=0}, since committed transactions are lost at a kill without it; {@code AUTO_SERVER=TRUE} for a file, so that
 * several processes share it, also when the one that hosts it is killed; {@code DB_CLOSE_DELAY=-1} in memory, so that it outlives its
 * connections.
 */
final class H2Address {
    /** Long enough for a batch of another node, short enough to find out about a frozen one. */
    private static final int LOCK_TIMEOUT_MILLIS = 5000;

    private H2Address() {}

    static String complete(String url) {
        String full = with(url, "WRITE_DELAY", "0");
        full = with(full, "LOCK_TIMEOUT", Integer.toString(LOCK_TIMEOUT_MILLIS));
        if (isMemory(url)) {
            return with(full, "DB_CLOSE_DELAY", "-1");
        }
        return isRemote(url) ? full : with(full, "AUTO_SERVER", "TRUE");
    }

    /** Whether other processes reach the file through this one. */
    static boolean sharesFile(String url) {
        return url.toUpperCase(Locale.ROOT).contains(";AUTO_SERVER=TRUE");
    }

    private static boolean isMemory(String url) {
        return url.regionMatches(true, 0, "jdbc:h2:mem:", 0, 12);
    }

    /** Whether a server of its own hosts the database. */
    static boolean isRemote(String url) {
        return url.regionMatches(true, 0, "jdbc:h2:tcp:", 0, 12) || url.regionMatches(true, 0, "jdbc:h2:ssl:", 0, 12);
    }

    private static String with(String url, String setting, String value) {
        boolean given = url.toUpperCase(Locale.ROOT).contains(";" + setting + "=");
        return given ? url : url + ";" + setting + "=" + value;
    }
}
