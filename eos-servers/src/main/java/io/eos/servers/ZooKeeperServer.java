package io.eos.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A ZooKeeper server in a JVM of its own, alone or one of a {@link ZooKeeperEnsemble}, which can be stopped, killed, frozen and started again on its
 * port and data.
 *
 * <p>{@value Endpoints#ZOOKEEPER}, the servers of an ensemble, puts that ensemble in the place of a server that stands alone; it can then be
 * neither stopped, killed nor frozen ({@link UnsupportedOperationException}). Thread-safe; operations throw {@link ServerException}
 * when the server does not do what was asked.
 */
public final class ZooKeeperServer extends ControllableServer {

    /** A quick start, and fewer threads on small machines. */
    private static final List<String> QUICK = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final List<String> LARGE = List.of("-Xmx3g");

    private static final Pattern MODE = Pattern.compile("Mode: (\\w+)");
    private static final Pattern SESSION = Pattern.compile("sid=0x([0-9a-f]+)");

    private final String servers;
    private final int port;

    private ZooKeeperServer(String servers, int port, @Nullable ServerProcess process) {
        super(Endpoints.ZOOKEEPER, process);
        this.servers = servers;
        this.port = port;
    }

    /** Starts a server that stands alone and waits until it answers. */
    public static ZooKeeperServer open() {
        return open(QUICK);
    }

    /**
     * Starts one that is to be fast rather than quick to start: all of the JVM's compilers, its own collector, and a heap, which holds all znodes, of
     * 3 GiB.
     */
    public static ZooKeeperServer openLarge() {
        return open(LARGE);
    }

    private static ZooKeeperServer open(List<String> jvm) {
        return Endpoints.zookeeper().map(ZooKeeperServer::external).orElseGet(() -> embedded(Map.of(), jvm));
    }

    /**
     * Starts an embedded server that stands alone, whatever the environment names, and waits until it answers.
     *
     * @param settings of {@code zoo.cfg}, in addition to its own
     */
    public static ZooKeeperServer open(Map<String, String> settings) {
        return embedded(settings, QUICK);
    }

    private static ZooKeeperServer embedded(Map<String, String> settings, List<String> jvm) {
        return Ports.onFree(port -> {
            ZooKeeperServer server = prepare(port, settings, 0, jvm);
            server.start();
            return server;
        });
    }

    static ZooKeeperServer external(String servers) {
        return new ZooKeeperServer(servers, 0, null);
    }

    /**
     * A server that is not started yet.
     *
     * @param further settings, which name all servers of the ensemble for a server that does not stand alone
     * @param number the server's in its ensemble, from 1
     */
    static ZooKeeperServer prepare(int port, Map<String, String> further, int number) {
        return prepare(port, further, number, QUICK);
    }

    private static ZooKeeperServer prepare(int port, Map<String, String> further, int number, List<String> jvm) {
        TempDirectory home = TempDirectory.create("zookeeper");
        try {
            Properties settings = settings(home, port);
            settings.putAll(further);
            try (OutputStream file = Files.newOutputStream(home.resolve("zoo.cfg"))) {
                settings.store(file, null);
            }
            Files.createDirectory(home.resolve("data"));
            if (number > 0) {
                Files.writeString(home.resolve("data").resolve("myid"), Integer.toString(number));
            }
            ServerProcess.Plan plan = new ServerProcess.Plan(
                    "ZooKeeper",
                    command(home, jvm),
                    Map.of(),
                    "TERM",
                    "KILL",
                    () -> !mode(port).isEmpty());
            return new ZooKeeperServer("127.0.0.1:" + port, port, new ServerProcess(plan, home));
        } catch (IOException e) {
            home.delete();
            throw new UncheckedIOException("cannot prepare ZooKeeper in " + home.path(), e);
        }
    }

    private static Properties settings(TempDirectory home, int port) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "dataDir", home.resolve("data").toString(),
                "clientPort", Integer.toString(port),
                "clientPortAddress", "127.0.0.1",
                // Short, so that a lost server is noticed soon.
                "tickTime", "500",
                "initLimit", "40",
                "syncLimit", "10",
                "minSessionTimeout", "500",
                "maxSessionTimeout", "60000",
                "maxClientCnxns", "0",
                "admin.enableServer", "false"));
        settings.put("4lw.commands.whitelist", "srvr,cons");
        return settings;
    }

    private static List<String> command(TempDirectory home, List<String> jvm) throws IOException {
        return ForkedJvm.of("org.apache.zookeeper.server.quorum.QuorumPeerMain")
                .jvmArgs(jvm.toArray(String[]::new))
                .jvmArgs("-Djava.net.preferIPv4Stack=true")
                .jvmArgs("-Dlogback.configurationFile=io/eos/servers/forked-logback.xml")
                .args(home.resolve("zoo.cfg").toString())
                .command(home.path());
    }

    /** What it says of itself: {@code standalone}, {@code leader} or {@code follower}; empty while it serves nobody. */
    static String mode(int port) {
        Matcher mode = MODE.matcher(ask(port, "srvr"));
        return mode.find() ? mode.group(1) : "";
    }

    /** Its answer to one of its words of four letters, empty if there is none. */
    private static String ask(int port, String word) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    /** The ids of the sessions that an embedded server has connections of. */
    public List<Long> sessions() {
        process("tell the sessions of");
        return SESSION.matcher(ask(port, "cons"))
                .results()
                .map(session -> Long.parseUnsignedLong(session.group(1), 16))
                .toList();
    }

    String mode() {
        return mode(port);
    }

    /** What clients connect to, {@code host:port} with commas between; does not change, restarts included. */
    public String servers() {
        return servers;
    }

    /** Where it keeps its data; to be copied or replaced only while it is stopped. */
    public Path data() {
        return process("copy").directory().resolve("data");
    }

    /** Also the first time, after {@link #prepare}: leaves nothing behind if that fails. */
    @Override
    public void start() {
        process("start").startOrClose();
    }

    @Override
    public String toString() {
        return "ZooKeeperServer[" + servers + "]";
    }
}
