package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.StoreAddress;
import io.eos.spi.StoreConfig;
import io.eos.store.cassandra.CassandraResultStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The projects of {@code examples/}, which know eos by its artifacts alone: an application that goes from store to store by one line of its POM
 * and its address, and a third party's store, with the application's data and the command line.
 */
class OutsideProjectsIT {
    /** One store module, and a place for it. */
    enum Store {
        JDBC {
            @Override
            String address() {
                return "jdbc:h2:file:" + directory.resolve("eos");
            }
        },
        REDIS {
            @Override
            String address() {
                return TestStores.REDIS.address();
            }
        },
        ZOOKEEPER {
            @Override
            String address() {
                return TestStores.ZOOKEEPER.address();
            }
        },
        CASSANDRA {
            @Override
            String address() {
                String address = TestStores.CASSANDRA.address();
                // The tables are for an operator to make.
                new CassandraResultStoreProvider()
                        .open(new StoreConfig(
                                StoreAddress.parse(address),
                                Map.of("create-schema", "true"),
                                StoreConfig.DEFAULT_PREFIX))
                        .close();
                return address;
            }
        };

        abstract String address();

        String artifact() {
            return "eos-store-" + name().toLowerCase(Locale.ROOT);
        }
    }

    @TempDir
    static Path directory;

    private static final Map<Store, ReceiptsApplication> APPLICATIONS = new EnumMap<>(Store.class);
    private static OutsideBuild thirdParty;
    private static Process thirdPartyMaven;

    /** The servers start while Maven runs; the applications run, and the third party's tests, while others are built. */
    @BeforeAll
    static void build() throws Exception {
        thirdParty = OutsideBuild.copy("mvstore", directory.resolve("mvstore"), "<version>1.0<", "<version>1.0<");
        thirdPartyMaven = thirdParty.maven("package", "-DargLine=-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Map<Store, CompletableFuture<String>> addresses = new EnumMap<>(Store.class);
        for (Store store : Store.values()) {
            addresses.put(store, CompletableFuture.supplyAsync(store::address));
        }
        for (Store store : Store.values()) {
            ReceiptsApplication application =
                    ReceiptsApplication.build(directory.resolve(store.artifact()), store.artifact());
            APPLICATIONS.put(store, application);
            application.start(Objects.requireNonNull(addresses.get(store)).get(2, TimeUnit.MINUTES));
        }
    }

    @AfterAll
    static void end() {
        APPLICATIONS.values().forEach(ReceiptsApplication::end);
        if (thirdPartyMaven != null) {
            thirdPartyMaven.destroyForcibly();
        }
    }

    @Test
    void theReadmeShowsTheDependenciesOfTheApplication() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        String block = readme.split("```xml\n", -1)[1].split("```", -1)[0];
        String pom = Files.readString(Path.of("..", "examples/receipts/pom.xml"));
        assertThat(pom.replaceAll("\\s+", " ")).contains(block.strip().replaceAll("\\s+", " "));
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationAnswersEachPaymentOnce(Store store) throws Exception {
        ReceiptsApplication application = Objects.requireNonNull(APPLICATIONS.get(store));
        assertThat(Pattern.compile("eos-store-[a-z]+")
                        .matcher(application.classPath())
                        .results()
                        .map(found -> found.group()))
                .as("one store, and no other")
                .containsOnly(store.artifact());
        assertThat(application.receipts())
                .containsExactlyInAnyOrder("received 10", "received 20", "received 30", "received 40");
    }

    @Test
    void theDocumentShowsTheTestOfTheThirdPartysStore() throws Exception {
        String document = Files.readString(Path.of("..", "docs/writing-a-store.md"));
        String shown = document.split("```java\n", -1)[1].split("```", -1)[0];
        assertThat(Files.readString(thirdParty.path("src/test/java/com/example/mvstore/MvStoreContractTest.java")))
                .contains(shown);
    }

    /** Its own tests are the contract; then each command of {@code ./eos} takes it. */
    @Test
    void aThirdPartysStoreKeepsTheContractAndServesTheCommandLine() throws Exception {
        thirdParty.built(thirdPartyMaven);
        assertThat(testsOf(thirdParty))
                .as("tests of the contract, none of them skipped")
                .isGreaterThan(230);

        String jar = thirdParty.path("target/eos-store-mvstore-1.0.jar").toString();
        String store = "mvstore:" + directory.resolve("third-party.mv");
        assertThat(eos("stores", "--class-path", jar)).contains("mvstore", "mvstore:./eos.mv", "redis", "jdbc");

        String from = Topics.create("orders", 1);
        String to = Topics.create("once", 1);
        Topics.send(Stream.of("id-1", "id-2", "id-1")
                .map(id -> Topics.message(from, 0, id, "value"))
                .toList());
        assertThat(eos(
                        "dedupe",
                        "--class-path",
                        jar,
                        "--bootstrap-server",
                        Topics.servers(),
                        "--from",
                        from,
                        "--to",
                        to,
                        "--id",
                        "header:id",
                        "--name",
                        "third-party",
                        "--store",
                        store,
                        "--until-end"))
                .contains("copied 2, skipped 1 duplicates");
        assertThat(eos("result", "id-2", "--class-path", jar, "--store", store, "--processor", "third-party"))
                .contains("id-2", "processed", to);
    }

    private static int testsOf(OutsideBuild build) throws Exception {
        int tests = 0;
        try (Stream<Path> reports = Files.list(build.path("target/surefire-reports"))) {
            for (Path report :
                    reports.filter(file -> file.toString().endsWith(".xml")).toList()) {
                String suite = Files.readString(report);
                assertThat(suite).doesNotContain("<skipped");
                tests += Math.toIntExact(
                        Pattern.compile("<testcase ").matcher(suite).results().count());
            }
        }
        return tests;
    }

    private static String eos(String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(
                                "bash",
                                Path.of("..", "eos")
                                        .toAbsolutePath()
                                        .normalize()
                                        .toString()),
                        Stream.of(arguments))
                .toList();
        Path log = Objects.requireNonNull(Files.createTempFile(directory, "eos", ".log"));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }
}
