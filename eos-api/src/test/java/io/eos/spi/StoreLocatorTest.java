package io.eos.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With service files on disk and a real class loader, since that is where the errors come from. */
class StoreLocatorTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path dir;

    @BeforeEach
    void noProviderOfTheBuildItselfIsSeen() {
        assertThat(StoreLocator.providers(null)).isEqualTo(new StoreLocator.Providers(List.of(), List.of()));
    }

    @AfterEach
    void restoreContext() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void theProviderThatAcceptsTheAddressOpensIt() throws IOException {
        assertOpens("one:x", registered(One.class, Two.class), "one");
        assertOpens("two:x", registered(One.class, Two.class), "two");
    }

    @Test
    void theContextClassLoaderIsUsedWhereNoneIsGiven() throws IOException {
        Thread.currentThread().setContextClassLoader(registered(One.class));
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of("one:x"))).hasMessage("one was opened");
        Thread.currentThread().setContextClassLoader(null);
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of("one:x"))).hasMessageContaining("there is no store");
    }

    @Test
    void noneOnTheClasspathNamesTheArtifactToAdd() throws IOException {
        ClassLoader none = registered();
        assertRefused(
                "jdbc:h2:mem:a", none, "there is no store on the class path", "add io.eos:eos-store-jdbc for 'jdbc:'");
        assertRefused("memory:a", none, "add io.eos:eos-testkit for 'memory:'");
        assertRefused("redis-cluster://u:HIDE@h", none, "add io.eos:eos-store-redis for 'redis-cluster:'");
        assertRefused("zookeeper://u:HIDE@h", none, "add io.eos:eos-store-zookeeper for 'zookeeper:'");
        assertRefused("cassandra://u:HIDE@h/k", none, "add io.eos:eos-store-cassandra for 'cassandra:'");
    }

    @Test
    void noArtifactIsNamedThatDoesNotExist() throws IOException {
        String address = "mongo://u:HIDE@h";
        assertRefused(
                address,
                registered(),
                "nothing is known of 'mongo:'",
                "jdbc: (io.eos:eos-store-jdbc), memory: (io.eos:eos-testkit)");
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of(address), registered()))
                .hasMessageNotContaining("add ");
    }

    @Test
    void nobodyAcceptsListsThosePresentWithExamples() throws IOException {
        ClassLoader two = registered(One.class, Two.class);
        assertRefused(
                "jdbc:h2:mem:a",
                two,
                "no store on the class path accepts 'jdbc:h2:mem:a'",
                "one (as in one:example)",
                "two (as in",
                "add io.eos:eos-store-jdbc");
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of("nosuch://h"), two))
                .hasMessageNotContaining("add ");
    }

    @Test
    void twoThatAcceptTheAddressListTheirClasses() throws IOException {
        assertRefused(
                "one:x",
                registered(One.class, AlsoAcceptsOne.class),
                "several stores",
                "accept 'one:x'",
                One.class.getName(),
                AlsoAcceptsOne.class.getName());
    }

    @Test
    void twoOfTheSameNameListTheirClasses() throws IOException {
        assertRefused(
                "one:x",
                registered(One.class, AlsoNamedOne.class),
                "are named 'one'",
                One.class.getName(),
                AlsoNamedOne.class.getName());
    }

    @Test
    void aBrokenProviderIsNamedAndDoesNotHideTheOthers() throws IOException {
        for (String broken : List.of(
                ConstructorThrows.class.getName(),
                InitializerThrows.class.getName(),
                NameThrows.class.getName(),
                "no.such.Provider",
                StoreLocatorTest.class.getName(),
                "not a class name!")) {
            for (List<String> order :
                    List.of(List.of(broken, One.class.getName()), List.of(One.class.getName(), broken))) {
                ClassLoader loader = lines(order);
                if (!broken.contains(" ")) { // a file that cannot be parsed is lost as a whole; see the next test
                    assertOpens("one:x", loader, "one");
                    assertThat(StoreLocator.locate(StoreAddress.parse("one:x"), loader)
                                    .broken())
                            .as(order.toString())
                            .hasSize(1);
                }
                String named = broken.contains(" ") ? "META-INF/services" : broken;
                assertRefused("redis://h", loader, "a broken one may have been meant", named);
                assertThat(StoreLocator.providers(loader).broken())
                        .singleElement()
                        .asString()
                        .contains(named);
            }
        }
    }

    @Test
    void aServiceFileThatCannotBeParsedDoesNotHideAnother() throws IOException {
        URL bad = directory("bad", List.of("not a class name!"));
        URL good = directory("good", List.of(One.class.getName()));
        for (URL[] order : new URL[][] {{bad, good}, {good, bad}}) {
            assertOpens("one:x", new URLClassLoader(order, getClass().getClassLoader()), "one");
        }
    }

    @Test
    void oneThatFailsWhenAskedIsBrokenToo() throws IOException {
        ClassLoader loader = registered(AcceptsThrows.class, One.class);
        assertOpens("one:x", loader, "one");
        assertThat(StoreLocator.locate(StoreAddress.parse("one:x"), loader).broken())
                .singleElement()
                .asString()
                .contains(AcceptsThrows.class.getName(), "accepts fails");
    }

    @Test
    void theCauseIsKept() throws IOException {
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of("x:y"), registered(ConstructorThrows.class)))
                .hasMessageContaining("constructor fails")
                .hasRootCauseMessage("constructor fails");
    }

    @Test
    void aLoaderThatCannotListAnythingEnds() {
        ClassLoader failing = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        assertRefused("one:x", failing, "a broken one may have been meant", "the disk is gone");
    }

    private static void assertOpens(String address, ClassLoader loader, String name) {
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of(address), loader))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage(name + " was opened");
    }

    private static void assertRefused(String address, ClassLoader loader, String... parts) {
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of(address), loader))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("HIDE");
    }

    private ClassLoader registered(Class<?>... providers) throws IOException {
        return lines(List.of(providers).stream().map(Class::getName).toList());
    }

    private ClassLoader lines(List<String> lines) throws IOException {
        return new URLClassLoader(
                new URL[] {directory("services", lines)}, getClass().getClassLoader());
    }

    private URL directory(String name, List<String> lines) throws IOException {
        Path services = Files.createDirectories(dir.resolve(name).resolve("META-INF/services"));
        Files.write(services.resolve(ResultStoreProvider.class.getName()), lines);
        return dir.resolve(name).toUri().toURL();
    }

    /** Opens nothing, and says so. */
    public static class One implements ResultStoreProvider {
        @Override
        public String name() {
            return "one";
        }

        @Override
        public List<String> examples() {
            return List.of(name() + ":example");
        }

        @Override
        public boolean accepts(StoreAddress address) {
            return address.scheme().equals(name());
        }

        @Override
        public ResultStore open(StoreConfig config) {
            throw new StoreUnavailableException(name() + " was opened");
        }
    }

    public static class Two extends One {
        @Override
        public String name() {
            return "two";
        }
    }

    public static class AlsoNamedOne extends One {
        @Override
        public boolean accepts(StoreAddress address) {
            return false;
        }
    }

    public static class AlsoAcceptsOne extends Two {
        @Override
        public boolean accepts(StoreAddress address) {
            return true;
        }
    }

    public static class AcceptsThrows extends Two {
        @Override
        public boolean accepts(StoreAddress address) {
            throw new IllegalStateException("accepts fails");
        }
    }

    public static class NameThrows extends One {
        @Override
        public String name() {
            throw new NoClassDefFoundError("a client library");
        }
    }

    public static class ConstructorThrows extends Two {
        public ConstructorThrows() {
            throw new IllegalStateException("constructor fails");
        }
    }

    public static class InitializerThrows extends Two {
        static final List<String> NONE = Collections.emptyList();
        static final String FIRST = NONE.get(0);
    }
}
