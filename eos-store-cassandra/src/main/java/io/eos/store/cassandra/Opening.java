package io.eos.store.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.KeyspaceMetadata;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.exceptions.DriverException;
import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.SettingsReader;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens a store: connects, checks or makes the tables, prepares the statements; within the time-out, or not at all (but for the look-up of host names, which
 * the system bounds). Stateless. */
final class Opening {
    private Opening() {}

    static CassandraResultStore open(CassandraStoreConfig config) {
        Cluster cluster = Clusters.create(config);
        CompletableFuture<CassandraResultStore> opening = new CompletableFuture<>();
        // The driver asks one host after the other, each with a time-out of its own.
        daemon("eos-store-opening", () -> {
            try {
                opening.complete(open(cluster, config));
            } catch (RuntimeException | Error e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(config.connectionTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            abandon(cluster);
            throw unanswered(config);
        } catch (InterruptedException e) {
            abandon(cluster);
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("opening the store at " + config.shown() + " was interrupted", e);
        } catch (ExecutionException e) {
            abandon(cluster);
            throw failed(config, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private static CassandraResultStore open(Cluster cluster, CassandraStoreConfig config) {
        cluster.init();
        checkDataCentre(cluster, config);
        KeyspaceMetadata keyspace = Schema.keyspace(cluster, config);
        Session session = cluster.connect();
        Tables tables = new Tables(config.address().keyspace(), config.prefix());
        new Schema(session, tables, config).ensure(keyspace);
        new SerialLevel(session, tables, config).ensure(keyspace);
        CassandraStatements statements = new CassandraStatements(session, tables, Clusters.serial(config));
        return new CassandraResultStore(cluster, session, statements, tables, config);
    }

    private static void checkDataCentre(Cluster cluster, CassandraStoreConfig config) {
        String wanted = config.address().dataCentre();
        Set<String> known = new TreeSet<>();
        cluster.getMetadata().getAllHosts().forEach(host -> known.add(String.valueOf(host.getDatacenter())));
        if (!known.contains(wanted)) {
            throw new InvalidConfigurationException("the store at " + config.shown() + " has no node in data centre '"
                    + wanted + "'; its data centres are " + known);
        }
    }

    private static EosException failed(CassandraStoreConfig config, Throwable cause) {
        if (cause instanceof EosException told) {
            return told;
        }
        if (cause instanceof DriverException error) {
            return Failures.of("opening the store", config.shown(), error);
        }
        return new StoreUnavailableException(
                "opening the store at " + config.shown() + " failed: "
                        + cause.getClass().getSimpleName(),
                cause);
    }

    private static StoreUnavailableException unanswered(CassandraStoreConfig config) {
        return new StoreUnavailableException(
                "the store at " + config.shown() + " did not answer within "
                        + SettingsReader.show(config.connectionTimeout())
                        + "; check hosts, port and data centre, that the nodes are running, and that no firewall is in between");
    }

    /** It waits for those who try to connect: not for the caller to wait for as well. */
    private static void abandon(Cluster cluster) {
        daemon("eos-store-closing", cluster::close);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
