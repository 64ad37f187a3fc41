package io.eos.cli.bench;

import io.eos.cli.demo.DemoServer;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.servers.Fault;
import io.eos.servers.FaultProxy;
import io.eos.spi.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A storage system that is measured: one that is started by its name, anew for each run, so that none finds what others left, or one that is there at an
 * address. Immutable.
 *
 * @param name as reports name it
 * @param system which is started; null where one is there already
 * @param external the address of that one
 * @param delay of its answers, if a proxy delays them
 */
record StoreServer(
        String name,
        @Nullable StorageSystem system,
        String external,
        @Nullable Duration delay) {
    private static final Pattern LOOPBACK_PORT = Pattern.compile("(?<=127\\.0\\.0\\.1:)(\\d+)");

    /** The storage system of this name, if there is one. */
    static Optional<StorageSystem> system(String name) {
        return Arrays.stream(StorageSystem.values())
                .filter(one -> SettingsReader.hyphenated(one).equals(name))
                .findFirst();
    }

    static StoreServer of(String nameOrAddress) {
        Optional<StorageSystem> system = system(nameOrAddress);
        return system.isPresent()
                ? new StoreServer(nameOrAddress, system.get(), "", null)
                : new StoreServer(scheme(nameOrAddress), null, nameOrAddress, null);
    }

    private static String scheme(String address) {
        Matcher scheme = Pattern.compile("(?:jdbc:)?([a-z0-9]+).*").matcher(address);
        return scheme.matches() ? scheme.group(1) : address;
    }

    /** Whether effects can be had in the transaction that records results. */
    boolean transacts() {
        return system != StorageSystem.CASSANDRA && EffectsProcessor.isPossible(external);
    }

    /** Whether such effects are rows. */
    boolean isSql() {
        return system == null
                ? external.startsWith("jdbc:")
                : system == StorageSystem.H2 || system == StorageSystem.POSTGRESQL || system == StorageSystem.MARIADB;
    }

    /** Whether a proxy can stand in front of it. */
    boolean hasPort() {
        return system == null ? LOOPBACK_PORT.matcher(external).find() : system != StorageSystem.H2;
    }

    /** The same, with answers that come later. */
    StoreServer delayed(Duration by) {
        return new StoreServer(name, system, external, by);
    }

    /** Starts what is to be started; a file goes to the directory. */
    Running start(Path directory) {
        if (system == StorageSystem.H2) {
            return new Running("jdbc:h2:file:" + directory.resolve("store") + ";WRITE_DELAY=0", null, null);
        }
        DemoServer server = system == null ? null : DemoServer.openLarge(system, directory);
        String address = server == null ? external : server.address();
        if (delay == null) {
            return new Running(address, server, null);
        }
        Matcher port = LOOPBACK_PORT.matcher(address);
        if (!port.find()) {
            throw new IllegalStateException("no port on loopback in the address of " + name);
        }
        FaultProxy proxy = FaultProxy.to(Integer.parseInt(port.group(1)));
        proxy.set(new Fault.Latency(delay));
        return new Running(port.replaceFirst(Integer.toString(proxy.port())), server, proxy);
    }

    /** It, for one run. Not thread-safe. */
    static final class Running implements AutoCloseable {
        private final String address;
        private final @Nullable DemoServer server;
        private final @Nullable FaultProxy proxy;

        private Running(String address, @Nullable DemoServer server, @Nullable FaultProxy proxy) {
            this.address = address;
            this.server = server;
            this.proxy = proxy;
        }

        /** As the store takes it. */
        String address() {
            return address;
        }

        @Override
        public void close() {
            if (proxy != null) {
                proxy.close();
            }
            if (server != null) {
                server.close();
            }
        }
    }
}
