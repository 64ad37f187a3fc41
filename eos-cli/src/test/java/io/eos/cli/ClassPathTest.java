package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No store, two stores, a broken store on the class path. */
class ClassPathTest {
    private static final String SERVICE = "META-INF/services/" + ResultStoreProvider.class.getName();

    @TempDir
    Path directory;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void withoutAnyStoreTheArtifactToAddIsNamed() {
        Thread.currentThread().setContextClassLoader(new Services(List.of()));

        Cli.Result result = Cli.eos("results", "--store", "jdbc:h2:mem:x");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("there is no store on the class path", "io.eos:eos-store-jdbc");
        assertThat(Cli.eos("stores").out()).contains("no store is on the class path");
    }

    @Test
    void twoStoresOfOneNameAreNamed() throws Exception {
        Thread.currentThread().setContextClassLoader(with(Twin.class.getName()));

        Cli.Result result = Cli.eos("results", "--store", "jdbc:h2:mem:x");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("several stores", Twin.class.getName(), "JdbcResultStoreProvider");
    }

    @Test
    void brokenStoreIsShownAndHidesNoOther() throws Exception {
        Thread.currentThread().setContextClassLoader(with(Broken.class.getName()));

        Cli.Result stores = Cli.eos("stores", "--store", "jdbc:h2:mem:broken");

        assertThat(stores.status()).as(stores.err()).isZero();
        assertThat(stores.out()).contains("BROKEN", Broken.class.getName(), "no client library", "jdbc", "guarantee");
        assertThat(stores.err()).contains("warning", Broken.class.getName());
    }

    private Services with(String provider) throws IOException {
        Path file = Files.writeString(directory.resolve("service"), provider + "\n");
        return new Services(List.of(file.toUri().toURL()));
    }

    /** Sees all classes, and of the registered stores those that it is told; with none told, none at all. */
    private static final class Services extends ClassLoader {
        private final List<URL> more;

        Services(List<URL> more) {
            super(Services.class.getClassLoader());
            this.more = more;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (!name.equals(SERVICE)) {
                return super.getResources(name);
            }
            return more.isEmpty()
                    ? Collections.emptyEnumeration()
                    : Collections.enumeration(
                            Stream.concat(Collections.list(super.getResources(name)).stream(), more.stream())
                                    .toList());
        }
    }

    /** A second store under the first one's name. */
    public static final class Twin implements ResultStoreProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Twin() {}

        @Override
        public String name() {
            return "jdbc";
        }

        @Override
        public List<String> examples() {
            return List.of("jdbc:twin");
        }

        @Override
        public boolean accepts(StoreAddress address) {
            return address.scheme().equals("jdbc");
        }

        @Override
        public ResultStore open(StoreConfig config) {
            throw new UnsupportedOperationException();
        }
    }

    /** A store that cannot even be made. */
    public static final class Broken implements ResultStoreProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Broken() {
            throw new IllegalStateException("no client library");
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public List<String> examples() {
            return List.of();
        }

        @Override
        public boolean accepts(StoreAddress address) {
            return false;
        }

        @Override
        public ResultStore open(StoreConfig config) {
            throw new UnsupportedOperationException();
        }
    }
}
