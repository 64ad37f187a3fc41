package io.eos.spi;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the provider that opens the store at an address, among those that {@link ServiceLoader} finds.
 *
 * <p>Four things can be wrong, and each has its own {@link InvalidConfigurationException}: there is no provider at all; none accepts
 * the address; several share a name or accept the address; the one that may have been meant is broken. A broken provider
 * never hides the others: where another one accepts the address it is only listed.
 *
 * <p>The class loader is the one that is given, else the thread's context loader, else the one of this class. Thread-safe.
 */
public final class StoreLocator {
    /** What comes with eos, by scheme. */
    private static final String REDIS = "io.eos:eos-store-redis";

    private static final Map<String, String> ARTIFACTS = new TreeMap<>(Map.ofEntries(
            Map.entry("cassandra", "io.eos:eos-store-cassandra"),
            Map.entry("jdbc", "io.eos:eos-store-jdbc"),
            Map.entry("memory", "io.eos:eos-testkit"),
            Map.entry("redis", REDIS),
            Map.entry("redis-cluster", REDIS),
            Map.entry("redis-sentinel", REDIS),
            Map.entry("rediss", REDIS),
            Map.entry("rediss-cluster", REDIS),
            Map.entry("rediss-sentinel", REDIS),
            Map.entry("zookeeper", "io.eos:eos-store-zookeeper")));

    private StoreLocator() {}

    /**
     * Opens a store with a provider of the thread's context class loader. See {@link #open(StoreConfig, ClassLoader)}.
     *
     * @param config the address and the store's settings
     * @return the store, for the caller to close
     */
    public static ResultStore open(StoreConfig config) {
        return open(config, null);
    }

    /**
     * Opens a store.
     *
     * @param config the address and the store's settings
     * @param loader where to look for providers, or null for the thread's context class loader
     * @return the store, for the caller to close
     * @throws InvalidConfigurationException if there is not exactly one provider for the address, or it refuses the configuration
     * @throws io.eos.api.StoreUnavailableException if the storage system cannot be reached
     */
    public static ResultStore open(StoreConfig config, @Nullable ClassLoader loader) {
        return locate(config.address(), loader).provider().open(config);
    }

    /**
     * Finds the provider for an address, and what is broken beside it.
     *
     * @param address what a user gave
     * @param loader where to look for providers, or null for the thread's context class loader
     * @return the one provider that accepts it
     * @throws InvalidConfigurationException if there is not exactly one
     */
    public static Located locate(StoreAddress address, @Nullable ClassLoader loader) {
        Providers found = providers(loader);
        if (found.working().isEmpty() && found.broken().isEmpty()) {
            throw new InvalidConfigurationException(
                    "there is no store on the class path to open '" + address + "' with; " + toAdd(address));
        }
        checkNames(found.working());
        List<Broken> broken = new ArrayList<>(found.broken());
        List<ResultStoreProvider> accepting = new ArrayList<>();
        for (ResultStoreProvider provider : found.working()) {
            try {
                if (provider.accepts(address)) {
                    accepting.add(provider);
                }
            } catch (RuntimeException | LinkageError e) {
                broken.add(new Broken(provider.getClass().getName(), e));
            }
        }
        if (accepting.size() > 1) {
            throw new InvalidConfigurationException("several stores on the class path accept '" + address + "': "
                    + classes(accepting) + "; remove all but one");
        }
        if (accepting.isEmpty()) {
            throw broken.isEmpty() ? nobodyAccepts(address, found.working()) : perhapsBroken(address, broken);
        }
        return new Located(accepting.get(0), broken);
    }

    /**
     * {@return all providers that are there, working and broken, in the order in which they are found}
     *
     * @param loader where to look for them, or null for the thread's context class loader
     */
    public static Providers providers(@Nullable ClassLoader loader) {
        List<ResultStoreProvider> working = new ArrayList<>();
        List<Broken> broken = new ArrayList<>();
        Iterator<ServiceLoader.Provider<ResultStoreProvider>> found =
                ServiceLoader.load(ResultStoreProvider.class, orDefault(loader)).stream()
                        .iterator();
        String lastError = "";
        while (true) {
            ServiceLoader.Provider<ResultStoreProvider> provider;
            try {
                if (!found.hasNext()) {
                    break;
                }
                provider = found.next();
            } catch (ServiceConfigurationError | LinkageError e) {
                String error = String.valueOf(e.getMessage());
                if (error.equals(lastError)) {
                    break; // the listing itself fails, and would for ever: a bad entry is passed over after it was
                    // reported
                }
                lastError = error;
                broken.add(new Broken(error, e));
                continue;
            }
            try {
                ResultStoreProvider instance = provider.get();
                // Both are asked for here, so that one that cannot even say its name is found out before it is chosen.
                instance.name();
                instance.examples();
                working.add(instance);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                broken.add(new Broken(provider.type().getName(), e));
            }
        }
        return new Providers(working, broken);
    }

    private static void checkNames(List<ResultStoreProvider> providers) {
        Map<String, List<ResultStoreProvider>> byName = providers.stream()
                .collect(Collectors.groupingBy(ResultStoreProvider::name, TreeMap::new, Collectors.toList()));
        List<String> problems = byName.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> "several stores on the class path are named '" + entry.getKey() + "': "
                        + classes(entry.getValue()) + "; remove all but one")
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
    }

    private static InvalidConfigurationException nobodyAccepts(
            StoreAddress address, List<ResultStoreProvider> present) {
        String stores = present.stream()
                .map(provider -> provider.name() + " (as in " + String.join(", ", provider.examples()) + ")")
                .collect(Collectors.joining("; "));
        return new InvalidConfigurationException("no store on the class path accepts '" + address + "'; present are: "
                + stores + (ARTIFACTS.containsKey(address.scheme()) ? "; " + toAdd(address) : ""));
    }

    private static InvalidConfigurationException perhapsBroken(StoreAddress address, List<Broken> broken) {
        String list = broken.stream().map(Broken::toString).collect(Collectors.joining("; "));
        return new InvalidConfigurationException(
                "no working store on the class path accepts '" + address + "', and a broken one may have been meant: "
                        + list,
                broken.get(0).cause());
    }

    private static String toAdd(StoreAddress address) {
        String artifact = ARTIFACTS.get(address.scheme());
        return artifact == null
                ? "nothing is known of '" + address.scheme() + ":'; with eos come "
                        + ARTIFACTS.entrySet().stream()
                                .map(known -> known.getKey() + ": (" + known.getValue() + ")")
                                .collect(Collectors.joining(", "))
                : "add " + artifact + " for '" + address.scheme() + ":'";
    }

    private static String classes(List<ResultStoreProvider> providers) {
        return providers.stream()
                .map(provider -> provider.getClass().getName())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static ClassLoader orDefault(@Nullable ClassLoader given) {
        if (given != null) {
            return given;
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : StoreLocator.class.getClassLoader();
    }

    /**
     * What is on the class path.
     *
     * @param working those that can be asked
     * @param broken those that cannot
     */
    public record Providers(List<ResultStoreProvider> working, List<Broken> broken) {
        /**
         * Copies the lists.
         *
         * @param working those that can be asked
         * @param broken those that cannot
         */
        public Providers {
            working = List.copyOf(working);
            broken = List.copyOf(broken);
        }
    }

    /**
     * The provider for an address.
     *
     * @param provider the only one that accepts it
     * @param broken others that do not work, worth a warning
     */
    public record Located(ResultStoreProvider provider, List<Broken> broken) {
        /**
         * Copies the list.
         *
         * @param provider the only one that accepts it
         * @param broken others that do not work, worth a warning
         */
        public Located {
            broken = List.copyOf(broken);
        }
    }

    /**
     * A provider that is registered and does not work.
     *
     * @param what its class, or where its registration is wrong
     * @param cause why
     */
    public record Broken(String what, Throwable cause) {
        /** One sentence for a log or a message. */
        @Override
        public String toString() {
            Throwable root = cause;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return what.equals(root.getMessage()) ? what : what + " (" + root + ")";
        }
    }
}
