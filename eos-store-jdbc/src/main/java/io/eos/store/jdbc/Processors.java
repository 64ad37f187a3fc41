package io.eos.store.jdbc;

import io.eos.api.CorruptRecordException;
import io.eos.api.NotRegisteredException;
import io.eos.api.Scope;
import io.eos.spi.AttributesCodec;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The processors' rows. Thread-safe; works within the caller's transaction. */
final class Processors {
    private static final String COLUMNS = "SELECT number, name, scope, incarnation, attributes FROM ";

    private final String table;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    Processors(Tables tables) {
        table = tables.processor();
    }

    /** A race for the same name fails with a duplicate key, and is won or lost when repeated. */
    Registration register(Connection connection, ProcessorSpec spec) throws SQLException {
        Registration known = read(connection, spec.name(), "");
        if (known != null) {
            return known;
        }
        int number = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        UUID incarnation = UUID.randomUUID();
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO " + table + " (number, name, scope, incarnation, attributes) VALUES (?, ?, ?, ?, ?)")) {
            statement.setInt(1, number);
            statement.setString(2, spec.name());
            statement.setString(3, spec.scope().name());
            statement.setString(4, incarnation.toString());
            statement.setBytes(5, AttributesCodec.encode(spec.attributes()));
            statement.executeUpdate();
        }
        return new Registration(incarnation, spec);
    }

    void amend(Connection connection, String processor, Map<String, String> attributes) throws SQLException {
        Registration known = read(connection, processor, " FOR UPDATE");
        if (known == null) {
            return;
        }
        SortedMap<String, String> merged = new TreeMap<>(known.stored().attributes());
        merged.putAll(attributes);
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE " + table + " SET attributes = ? WHERE name = ?")) {
            statement.setBytes(1, AttributesCodec.encode(merged));
            statement.setString(2, processor);
            statement.executeUpdate();
        }
    }

    List<Registration> all(Connection connection) throws SQLException {
        List<Registration> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + table + " ORDER BY name");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(registration(rows));
            }
        }
        return all;
    }

    /** The number of a processor, or null if it is not registered. */
    @Nullable Integer number(Connection connection, String processor) throws SQLException {
        Integer known = numbers.get(processor);
        if (known != null) {
            return known;
        }
        Integer found = find(connection, processor);
        if (found != null) {
            numbers.put(processor, found);
        }
        return found;
    }

    /**
     * The number of a processor, as the database has it now.
     *
     * @throws NotRegisteredException if it is not registered
     */
    int present(Connection connection, String processor) throws SQLException {
        Integer found = find(connection, processor);
        if (found == null) {
            numbers.remove(processor);
            throw new NotRegisteredException(processor);
        }
        numbers.put(processor, found);
        return found;
    }

    /** A processor's number as the database has it, or null. */
    @Nullable Integer find(Connection connection, String processor) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT number FROM " + table + " WHERE name = ?")) {
            statement.setString(1, processor);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Integer.valueOf(rows.getInt(1)) : null;
            }
        }
    }

    /** A processor as it is registered, or null. */
    @Nullable Registration read(Connection connection, String processor, String lock) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + table + " WHERE name = ?" + lock)) {
            statement.setString(1, processor);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? registration(rows) : null;
            }
        }
    }

    private static Registration registration(ResultSet rows) throws SQLException {
        String name = rows.getString(2);
        String scope = rows.getString(3);
        byte[] attributes = rows.getBytes(5);
        try {
            ProcessorSpec spec = new ProcessorSpec(name, Scope.valueOf(scope), AttributesCodec.decode(attributes));
            return new Registration(UUID.fromString(rows.getString(4)), spec);
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException(
                    "processor " + name + " of scope " + scope + " is stored in a form that this release does not know",
                    e);
        }
    }
}
