package io.eos.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * How many bytes a storage system says it holds under some names, with indexes and all that it keeps beside results: files of H2, tables of
 * PostgreSQL and MariaDB, memory of Redis (of the whole server). ZooKeeper and Cassandra do not tell without tools of their own. Stateless.
 */
final class Footprint {
    private static final Pattern USED_MEMORY = Pattern.compile("(?m)^used_memory:(\\d+)");
    private static final String SIZE_POSTGRESQL =
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class WHERE relkind = 'r' AND relname LIKE '%s%%'";
    private static final String SIZE_MARIADB =
            "SELECT coalesce(sum(file_size), 0) FROM information_schema.innodb_sys_tablespaces WHERE name LIKE concat(database(), '/%s%%')";

    private Footprint() {}

    /** Nothing where the storage system does not tell. */
    static OptionalLong bytes(Place place, String prefix) {
        return switch (place.store()) {
            case "h2" -> OptionalLong.of(files(Path.of(place.address()), prefix));
            case "postgresql" -> OptionalLong.of(query(place.url(prefix), SIZE_POSTGRESQL.formatted(prefix)));
            case "mariadb" -> OptionalLong.of(query(place.url(prefix), SIZE_MARIADB.formatted(prefix)));
            case "redis" -> OptionalLong.of(memory(place.address()));
            default -> OptionalLong.empty();
        };
    }

    private static long files(Path directory, String prefix) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long query(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the size of tables cannot be asked for", e);
        }
    }

    private static long memory(String address) {
        try (Jedis jedis = new Jedis(address)) {
            Matcher used = USED_MEMORY.matcher(jedis.info("memory"));
            if (!used.find()) {
                throw new IllegalStateException("Redis does not tell its memory");
            }
            return Long.parseLong(used.group(1));
        }
    }
}
