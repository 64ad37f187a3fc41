package io.eos.store.jdbc;

import io.eos.api.InvalidConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;

/** The databases that this store runs on. */
enum Database {
    H2("H2", "jdbc:h2:", "org.h2.Driver", "com.h2database:h2"),
    POSTGRESQL("PostgreSQL", "jdbc:postgresql:", "org.postgresql.Driver", "org.postgresql:postgresql"),
    MARIADB("MariaDB", "jdbc:mariadb:", "org.mariadb.jdbc.Driver", "org.mariadb.jdbc:mariadb-java-client");

    private final String product;
    private final String urlPrefix;
    private final String driver;
    private final String artifact;

    Database(String product, String urlPrefix, String driver, String artifact) {
        this.product = product;
        this.urlPrefix = urlPrefix;
        this.driver = driver;
        this.artifact = artifact;
    }

    /** What every URL of this database starts with. */
    String urlPrefix() {
        return urlPrefix;
    }

    String driver() {
        return driver;
    }

    /** The artifact that has the driver. */
    String artifact() {
        return artifact;
    }

    String schemaFile() {
        return "eos-schema-" + urlPrefix.substring("jdbc:".length(), urlPrefix.length() - 1) + ".sql";
    }

    SqlDialect dialect(Tables tables) {
        return switch (this) {
            case H2 -> new H2Dialect(tables);
            case POSTGRESQL -> new PostgresDialect(tables);
            case MARIADB -> new MariaDbDialect(tables);
        };
    }

    /** The database behind a connection. */
    static Database of(Connection connection) throws SQLException {
        String name = connection.getMetaData().getDatabaseProductName();
        for (Database database : values()) {
            if (database.product.equalsIgnoreCase(name)) {
                return database;
            }
        }
        throw new InvalidConfigurationException(
                "the data source's database was '" + name + "' but must be H2, PostgreSQL or MariaDB");
    }

    /** The tables of a connection's schema. */
    Tables tables(Connection connection, String prefix) throws SQLException {
        String schema = this == MARIADB ? connection.getCatalog() : connection.getSchema();
        String quote = this == MARIADB ? "`" : "\"";
        String qualifier =
                schema == null || schema.isEmpty() ? "" : quote + schema.replace(quote, quote + quote) + quote + ".";
        return Tables.of(qualifier, prefix);
    }

    /** Makes a schema the connection's own. */
    void use(Connection connection, String schema) throws SQLException {
        if (this == MARIADB) {
            connection.setCatalog(schema);
        } else {
            connection.setSchema(schema);
        }
    }
}
