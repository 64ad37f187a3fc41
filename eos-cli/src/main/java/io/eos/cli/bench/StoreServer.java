package io.eos.cli.bench;

import io.eos.cli.demo.DemoServer;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.servers.FaultProxy;
import io.eos.spi.SettingsReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A storage system that is measured: one that is started by its name, or one that is there at an address. Not thread-safe. */
final class StoreServer implements AutoCloseable {
    private static final Pattern LOOPBACK_PORT = Pattern.compile("(?<=127\\.0\\.0\\.1:)(\\d+)");

    private final String name;
    private final String address;
    private final @Nullable DemoServer server;

    private StoreServer(String name, String address, @Nullable DemoServer server) {
        this.name = name;
        this.address = address;
        this.server = server;
    }

    /** The storage system of this name, if there is one. */
    static Optional<StorageSystem> system(String name) {
        return Arrays.stream(StorageSystem.values())
                .filter(one -> SettingsReader.hyphenated(one).equals(name))
                .findFirst();
    }

    /** Starts it, or takes the one at the address. H2 is a file for each run, so nothing is started. */
    static StoreServer open(String nameOrAddress, Path directory) {
        Optional<StorageSystem> system = system(nameOrAddress);
        if (system.isEmpty()) {
            return new StoreServer(scheme(nameOrAddress), nameOrAddress, null);
        }
        if (system.get() == StorageSystem.H2) {
            return new StoreServer(nameOrAddress, "", null);
        }
        DemoServer server = DemoServer.open(system.get(), directory);
        return new StoreServer(nameOrAddress, server.address(), server);
    }

    private static String scheme(String address) {
        Matcher scheme = Pattern.compile("(?:jdbc:)?([a-z0-9]+).*").matcher(address);
        return scheme.matches() ? scheme.group(1) : address;
    }

    /** As reports name it. */
    String name() {
        return name;
    }

    /** For a run that has a directory of its own. */
    String address(Path directory) {
        return address.isEmpty() ? "jdbc:h2:file:" + directory.resolve("store") + ";WRITE_DELAY=0" : address;
    }

    /** Whether effects can be had in the transaction that records results. */
    boolean transacts() {
        return EffectsProcessor.isPossible(address);
    }

    /** Whether such effects are rows. */
    boolean isSql() {
        return address.isEmpty() || address.startsWith("jdbc:");
    }

    /** The port of the server on loopback, if there is one: then a proxy can stand in front of it. */
    Optional<Integer> port() {
        Matcher port = LOOPBACK_PORT.matcher(address);
        return port.find() ? Optional.of(Integer.parseInt(port.group(1))) : Optional.empty();
    }

    /** The address behind a proxy. */
    StoreServer through(FaultProxy proxy) {
        return new StoreServer(name, LOOPBACK_PORT.matcher(address).replaceFirst(Integer.toString(proxy.port())), null);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
