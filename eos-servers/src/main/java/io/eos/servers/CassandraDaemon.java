package io.eos.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How Cassandra's daemon is started: its command, its settings, and the Java and the class path that it needs for itself. Stateless.
 *
 * <p>Its jars are in nobody's class path: the module {@code eos-servers-cassandra} only says where they are.
 */
final class CassandraDaemon {

    /** Cassandra 5.0 ends at once on any other. */
    private static final List<Integer> JAVAS = List.of(11, 17);

    private static final String MAIN = "org.apache.cassandra.service.CassandraDaemon";

    private CassandraDaemon() {}

    /**
     * Where a server listens.
     *
     * @param host an address of loopback
     * @param port for clients
     * @param storagePort for the other servers of its cluster
     * @param members the hosts of all servers of its cluster
     */
    record Place(String host, int port, int storagePort, List<String> members) {
        static Place alone(int port) {
            return new Place("127.0.0.1", port, Ports.free(), List.of("127.0.0.1"));
        }

        /** Whom it asks for the others. */
        String seeds() {
            return members.stream().map(member -> member + ":" + storagePort).collect(Collectors.joining(","));
        }
    }

    /** The command line of a server; writes its settings into the directory. */
    static List<String> command(Path directory, Place place, DatabaseOptions options, List<String> jvm)
            throws IOException {
        writeSettings(directory, place, options);
        Path jvmOptions = directory.resolve("jvm.options");
        Files.writeString(jvmOptions, resource("cassandra-jvm.options"));
        Files.createDirectories(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(java(), "-Xss512k", "-XX:+PerfDisableSharedMem"));
        command.addAll(jvm);
        command.add("@" + jvmOptions);
        Map.of(
                        "cassandra.config",
                        directory.resolve("cassandra.yaml").toUri().toString(),
                        "cassandra.storagedir",
                        directory.toString(),
                        "cassandra.logdir",
                        directory.toString(),
                        "cassandra-foreground",
                        "yes",
                        "java.io.tmpdir",
                        directory.resolve("tmp").toString(),
                        "io.netty.tryReflectionSetAccessible",
                        "true",
                        "cassandra.skip_wait_for_gossip_to_settle",
                        "0",
                        "cassandra.ring_delay_ms",
                        "1",
                        "cassandra.superuser_setup_delay_ms",
                        "0",
                        "java.net.preferIPv4Stack",
                        "true")
                .forEach((name, value) -> command.add("-D" + name + "=" + value));
        if (!options.durable()) {
            // It leaves out flushes while keyspaces and tables are made.
            command.add("-Dcassandra.unsafesystem=true");
        }
        Path classPath = directory.resolve("classpath.arg");
        Files.writeString(classPath, "-cp \"" + resource("cassandra.classpath").strip() + "\"\n");
        command.addAll(List.of("@" + classPath, MAIN));
        return command;
    }

    private static void writeSettings(Path directory, Place place, DatabaseOptions options) throws IOException {
        String sync = options.durable()
                ? "commitlog_sync: batch"
                : "commitlog_sync: periodic\ncommitlog_sync_period: 10000ms";
        StringBuilder settings = new StringBuilder(resource("cassandra.yaml")
                .replace("DIR", directory.toString())
                .replace("SEEDS", place.seeds())
                .replace("HOST", place.host())
                .replace("STORAGE_PORT", Integer.toString(place.storagePort()))
                .replace("NATIVE_PORT", Integer.toString(place.port()))
                .replace("SYNC", sync));
        options.settings().forEach((name, value) -> {
            int line = settings.indexOf("\n" + name + ":");
            if (line >= 0) {
                settings.delete(line + 1, settings.indexOf("\n", line + 1) + 1);
            }
            settings.append(name).append(": ").append(value).append('\n');
        });
        Files.writeString(directory.resolve("cassandra.yaml"), settings);
    }

    /** The Java to run it on: that of this JVM if it is fit for it, else the one that the environment names. */
    private static String java() {
        Optional<String> named = Endpoints.cassandraJava();
        int own = Runtime.version().feature();
        if (named.isEmpty() && !JAVAS.contains(own)) {
            throw new ServerException("Cassandra 5.0 runs on Java 11 or 17, not on " + own + ": name a Java home in "
                    + Endpoints.CASSANDRA_JAVA + ", or a running cluster in " + Endpoints.CASSANDRA);
        }
        return Path.of(named.orElseGet(() -> System.getProperty("java.home")), "bin", "java")
                .toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = CassandraDaemon.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ServerException("there is no " + name + " on the class path; it comes with the module "
                        + "eos-servers-cassandra, or a running cluster can be named in " + Endpoints.CASSANDRA);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
