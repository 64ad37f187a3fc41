package io.eos.store.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Host;
import com.datastax.driver.core.KeyspaceMetadata;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.TableMetadata;
import com.datastax.driver.core.VersionNumber;
import com.datastax.driver.core.exceptions.DriverException;
import com.datastax.driver.core.exceptions.NoHostAvailableException;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.Finding;
import io.eos.spi.SettingsReader;
import io.eos.store.cassandra.CassandraStoreConfig.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Looks for settings of keyspace, tables and servers that break the guarantee, or are worth to know. Thread-safe. */
final class Preflight {
    /** Below, the time in statements and the settings' table are others. */
    private static final VersionNumber OLDEST = VersionNumber.parse("4.0");

    /** In seconds: as long as hints are kept by default. */
    private static final int LONGEST_GRACE = 10_800;

    private final Cluster cluster;
    private final Session session;
    private final Tables tables;
    private final CassandraStoreConfig config;

    Preflight(Cluster cluster, Session session, Tables tables, CassandraStoreConfig config) {
        this.cluster = cluster;
        this.session = session;
        this.tables = tables;
        this.config = config;
    }

    /** The oldest version of the nodes that are known. */
    String version() {
        return cluster.getMetadata().getAllHosts().stream()
                .map(Host::getCassandraVersion)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(VersionNumber::toString)
                .orElse("of an unknown version");
    }

    List<Finding> findings(Duration retention) {
        List<Finding> findings = new ArrayList<>();
        String keyspaceName = config.address().keyspace();
        KeyspaceMetadata keyspace = cluster.getMetadata().getKeyspace('"' + keyspaceName + '"');
        if (keyspace == null) {
            findings.add(Finding.refuse("there is no keyspace " + keyspaceName));
            return findings;
        }
        checkVersion(findings);
        checkReplication(keyspace, findings);
        checkTables(keyspace, findings);
        checkRetention(retention, findings);
        checkCommitLog(copies(keyspace), findings);
        findings.addAll(paxos(setting("paxos_variant")));
        return findings;
    }

    private void checkVersion(List<Finding> findings) {
        for (Host host : cluster.getMetadata().getAllHosts()) {
            VersionNumber version = host.getCassandraVersion();
            if (version != null && version.compareTo(OLDEST) < 0) {
                findings.add(Finding.refuse("node " + host.getEndPoint() + " runs Cassandra " + version + "; eos needs "
                        + OLDEST + " or newer"));
            }
        }
    }

    private void checkReplication(KeyspaceMetadata keyspace, List<Finding> findings) {
        if (!keyspace.isDurableWrites()) {
            findings.add(Finding.refuse("the keyspace " + keyspace.getName()
                    + " has durable_writes = false, so that a node which restarts has forgotten acknowledged results;"
                    + " set it to true"));
        }
        int copies = copies(keyspace);
        if (copies == 0) {
            findings.add(noCopy(keyspace.getName(), config.address().dataCentre(), keyspace.getReplication()));
        } else if (copies < 3) {
            findings.add(Finding.warn("the keyspace " + keyspace.getName() + " has " + copies
                    + " replicas: the store stands still while one of them is down, and is lost with its last one;"
                    + " 3 or more survive the loss of one"));
        }
        long centres = keyspace.getReplication().keySet().stream()
                .filter(key -> !key.equals("class") && !key.equals("replication_factor"))
                .count();
        if (centres > 1 && config.serial() == Serial.LOCAL_SERIAL) {
            findings.add(Finding.warn("serial-consistency is local-serial and the keyspace is in " + centres
                    + " data centres: all nodes of a processor must use the same one, "
                    + config.address().dataCentre()
                    + " here; with nodes in several, two can own a shard at once"));
        }
    }

    /** What to say where the data centre that is to decide holds nothing. */
    static Finding noCopy(String keyspace, String dataCentre, Map<String, String> replication) {
        Set<String> centres = new TreeSet<>(replication.keySet());
        centres.remove("class");
        return Finding.refuse("the keyspace " + keyspace + " has no replica in data centre " + dataCentre
                + ", so that nothing can be decided there; its replicas are in " + centres);
    }

    /** What a variant of Paxos means; nothing where the node, one of all, does not tell its own. */
    static List<Finding> paxos(String variant) {
        return variant.contains("without_linearizable")
                ? List.of(
                        Finding.refuse(
                                "paxos_variant is " + variant
                                        + ", with which a serial read can miss a write that is under way; set it to v1 or v2 on all nodes"))
                : List.of();
    }

    private static void checkGrace(String name, TableMetadata table, List<Finding> findings) {
        int seconds = table.getOptions().getGcGraceInSeconds();
        if (seconds > LONGEST_GRACE) {
            findings.add(Finding.warn("the table " + name + " has gc_grace_seconds = " + seconds
                    + ": lists and rewinds go over rows that expired as long ago, and fail when they are too many; set it to "
                    + LONGEST_GRACE));
        }
    }

    private int copies(KeyspaceMetadata keyspace) {
        return keyspace.getReplication().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("class"))
                .filter(entry -> config.serial() == Serial.SERIAL
                        || entry.getKey().equals("replication_factor")
                        || entry.getKey().equals(config.address().dataCentre()))
                .mapToInt(entry -> number(entry.getValue()))
                .sum();
    }

    private static int number(String replication) {
        String full = replication.split("/", -1)[0];
        return full.matches("\\d{1,4}") ? Integer.parseInt(full) : 0;
    }

    private void checkTables(KeyspaceMetadata keyspace, List<Finding> findings) {
        for (String name : tables.all()) {
            TableMetadata table = keyspace.getTable(name);
            if (table == null) {
                findings.add(Finding.refuse("there is no table " + name));
            } else if (table.getOptions().getDefaultTimeToLive() != 0) {
                findings.add(Finding.refuse("the table " + name + " has default_time_to_live = "
                        + table.getOptions().getDefaultTimeToLive()
                        + ", so that owners and watermarks would vanish; set it to 0"));
            } else if (name.equals(tables.quoted("shard")) || name.equals(tables.quoted("result"))) {
                checkGrace(name, table, findings);
            }
        }
    }

    private void checkRetention(Duration retention, List<Finding> findings) {
        String kept = SettingsReader.show(config.retention());
        if (retention.compareTo(config.retention()) > 0) {
            findings.add(Finding.refuse("results are to be kept for " + SettingsReader.show(retention)
                    + ", but store.retention, their time to live here, is " + kept + "; set it to as much or more"));
        }
        findings.add(Finding.warn("results are gone " + kept
                + " after they were recorded, whether or not their offsets are committed: that must be longer than the"
                + " processor is ever down, and than its topics keep messages"));
    }

    private void checkCommitLog(int copies, List<Finding> findings) {
        String sync = setting("commitlog_sync");
        if (!sync.equals("periodic")) {
            return;
        }
        findings.add(Finding.warn(
                copies < 2
                        ? "commitlog_sync is periodic and there is one replica: when the node is killed or loses power, the last"
                                + " acknowledged results are gone; use batch or group"
                        : "commitlog_sync is periodic: acknowledged results are lost if a majority of their replicas lose power within"
                                + " the same seconds; batch or group rules that out"));
    }

    /** A setting of the node that answers, or nothing where it does not tell. */
    private String setting(String name) {
        try {
            Row row = session.execute("SELECT value FROM system_views.settings WHERE name = ?", name)
                    .one();
            String value = row == null ? null : row.getString("value");
            return value == null ? "" : value;
        } catch (DriverException e) {
            if (e instanceof NoHostAvailableException) {
                throw new StoreUnavailableException("a preflight check at " + config.shown() + " found no node", e);
            }
            return "";
        }
    }
}
