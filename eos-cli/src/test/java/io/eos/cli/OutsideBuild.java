package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Builds a project of {@code examples/} as its owner does: away from this checkout, with Maven, and with a local repository of its own, into which
 * eos is put as this build packaged it. What others published comes from the repository that this build uses, so that nothing is downloaded
 * again and nothing is left there.
 */
final class OutsideBuild {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Path directory;
    private final Path repository;

    private OutsideBuild(Path directory, Path repository) {
        this.directory = directory;
        this.repository = repository;
    }

    /** A copy of an example, with one text in its POM replaced by another. Examples are built side by side; copies of one share a repository, and are not. */
    static OutsideBuild copy(String example, Path directory, String text, String replacement) throws IOException {
        Path source = ROOT.resolve("examples").resolve(example);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = source.relativize(file);
                if (!name.startsWith("target")) {
                    copy(file, directory.resolve(name));
                }
            }
            Path pom = directory.resolve("pom.xml");
            String before = Files.readString(pom);
            assertThat(before.split(text, -1)).as("%s is there once", text).hasSize(2);
            Files.writeString(pom, before.replace(text, replacement));
        }
        OutsideBuild build = new OutsideBuild(
                directory, ROOT.resolve("eos-cli/target/outside").resolve(example));
        build.installEos();
        return build;
    }

    /** Puts the modules that users depend on into the repository, as {@code mvn install} would. */
    private void installEos() throws IOException {
        Path bom = ROOT.resolve("eos-bom/pom.xml");
        String listed = Files.readString(bom);
        String version = listed.split("<version>", -1)[1].split("<", -1)[0];
        List<Path> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(jar -> jar.startsWith(ROOT) && jar.toString().endsWith(".jar"))
                .filter(jar -> listed.contains("<artifactId>" + module(jar) + "</artifactId>"))
                .toList();
        assertThat(jars)
                .as("what the BOM lists, packaged before this test runs")
                .hasSize(7);
        for (Path jar : jars) {
            install(version, module(jar), ROOT.resolve(module(jar)).resolve("pom.xml"), "pom");
            install(version, module(jar), jar, "jar");
        }
        install(version, "eos-bom", bom, "pom");
        install(version, "eos-parent", ROOT.resolve("pom.xml"), "pom");
        String outer = """
                <%1$s><%2$s><id>outer</id><url>%3$s</url>
                <releases><checksumPolicy>ignore</checksumPolicy></releases><snapshots><enabled>false</enabled></snapshots>
                </%2$s></%1$s>
                """;
        String url = Path.of(System.getProperty("eos.local.repository")).toUri().toString();
        Files.writeString(
                repository.resolve("settings.xml"),
                "<settings><profiles><profile><id>outer</id>"
                        + outer.formatted("repositories", "repository", url)
                        + outer.formatted("pluginRepositories", "pluginRepository", url)
                        + "</profile></profiles><activeProfiles><activeProfile>outer</activeProfile></activeProfiles></settings>");
    }

    private static String module(Path jar) {
        return ROOT.relativize(jar).getName(0).toString();
    }

    private void install(String version, String artifact, Path file, String extension) throws IOException {
        copy(file, repository.resolve("io/eos/%1$s/%2$s/%1$s-%2$s.%3$s".formatted(artifact, version, extension)));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Starts Maven; its output goes to a file. */
    Process maven(String... goals) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("eos.maven.home"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "-gs",
                repository.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(goals));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mvn.log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        return builder.start();
    }

    /** Waits for what {@link #maven} started, and fails with its log if it failed. */
    void built(Process maven) throws Exception {
        try {
            assertThat(maven.waitFor(5, TimeUnit.MINUTES)).as("Maven ends").isTrue();
            assertThat(maven.exitValue())
                    .as(Files.readString(directory.resolve("mvn.log")))
                    .isZero();
        } finally {
            maven.destroyForcibly();
        }
    }

    Path path(String file) {
        return directory.resolve(file);
    }
}
