package io.eos.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Cassandra server of one node in a process of its own, which can be stopped, killed, frozen and started again on its port and data.
 *
 * <p>Durable as {@link DatabaseOptions} say: each write is on the disk before it is acknowledged; else the commit log is synced every ten
 * seconds, as is Cassandra's default, and a killed server may lose its last moments. Further settings of the options are those of {@code
 * cassandra.yaml}.
 *
 * <p>{@value Endpoints#CASSANDRA} puts a cluster of the environment in its place; it can then be neither stopped, killed nor frozen ({@link
 * UnsupportedOperationException}). Thread-safe; operations throw {@link ServerException} with the tail of the server's log.
 */
public final class CassandraServer extends ControllableServer {

    /** A quick start, and little memory. */
    private static final List<String> QUICK = List.of(
            "-Xms256m", "-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final List<String> LARGE = List.of("-Xms1g", "-Xmx1g", "-XX:MaxDirectMemorySize=512m");

    private static final String DATA_CENTRE = "datacenter1";

    private final String hosts;
    private final String dataCentre;

    private CassandraServer(String hosts, String dataCentre, @Nullable ServerProcess process) {
        super(Endpoints.CASSANDRA, process);
        this.hosts = hosts;
        this.dataCentre = dataCentre;
    }

    /** Starts a durable server. */
    public static CassandraServer open() {
        return open(DatabaseOptions.defaults());
    }

    /** Starts a server and waits until it answers. */
    public static CassandraServer open(DatabaseOptions options) {
        return open(options, QUICK);
    }

    /** Starts a durable server that is to be fast rather than quick to start: all of the JVM's compilers, its own collector, and a heap of 1 GiB. */
    public static CassandraServer openLarge() {
        return open(DatabaseOptions.defaults(), LARGE);
    }

    private static CassandraServer open(DatabaseOptions options, List<String> jvm) {
        return Endpoints.cassandra()
                .map(CassandraServer::external)
                .orElseGet(() -> Ports.onFree(port -> embedded(CassandraDaemon.Place.alone(port), options, jvm)));
    }

    static CassandraServer external(String endpoint) {
        int question = endpoint.indexOf("?dc=");
        if (question < 0) {
            throw new ServerException(Endpoints.CASSANDRA + " was '" + endpoint
                    + "' but must be HOST[,HOST…]:PORT?dc=DATACENTER, as in 10.0.0.1,10.0.0.2:9042?dc=datacenter1");
        }
        return new CassandraServer(endpoint.substring(0, question), endpoint.substring(question + 4), null);
    }

    static CassandraServer embedded(CassandraDaemon.Place place, DatabaseOptions options) {
        return embedded(place, options, QUICK);
    }

    private static CassandraServer embedded(CassandraDaemon.Place place, DatabaseOptions options, List<String> jvm) {
        TempDirectory home = TempDirectory.create("cassandra");
        try {
            ServerProcess process = new ServerProcess(
                    new ServerProcess.Plan(
                            "Cassandra",
                            CassandraDaemon.command(home.path(), place, options, jvm),
                            ENVIRONMENT,
                            "TERM",
                            "KILL",
                            () -> Ports.isListening(place.host(), place.port())),
                    home);
            process.startOrClose();
            return new CassandraServer(place.host() + ":" + place.port(), DATA_CENTRE, process);
        } catch (IOException e) {
            home.delete();
            throw new ServerException("cannot prepare Cassandra in " + home.path(), e);
        } catch (RuntimeException e) {
            home.delete();
            throw e;
        }
    }

    /** Hosts with commas between, a colon and the port. */
    public String hosts() {
        return hosts;
    }

    /** The data centre that clients are in. */
    public String dataCentre() {
        return dataCentre;
    }

    /** The address of a store in a keyspace, which need not be there yet. */
    public String address(String keyspace) {
        return "cassandra://" + hosts + "/" + keyspace + "?dc=" + dataCentre;
    }

    /** Where an embedded server keeps its data, commit log and log file. */
    public Path directory() {
        return process("tell the directory of").directory();
    }

    @Override
    public String toString() {
        return "CassandraServer[" + hosts + "]";
    }
}
