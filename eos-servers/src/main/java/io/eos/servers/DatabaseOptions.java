package io.eos.servers;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a database server is started; immutable.
 *
 * @param durable whether a commit is on disk before it is acknowledged, as crash tests and honest benchmarks need
 * @param settings further settings of the server by name, such as {@code max_connections}; they win over ours
 */
public record DatabaseOptions(boolean durable, Map<String, String> settings) {

    /** Copies the settings. */
    public DatabaseOptions {
        settings = Map.copyOf(settings);
    }

    /** A durable server without further settings. */
    public static DatabaseOptions defaults() {
        return new DatabaseOptions(true, Map.of());
    }

    /** The same options, durable or (faster, and wrong after a crash) not. */
    public DatabaseOptions withDurable(boolean newDurable) {
        return new DatabaseOptions(newDurable, settings);
    }

    /** The same options and one more setting. */
    public DatabaseOptions withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new DatabaseOptions(durable, more);
    }
}
