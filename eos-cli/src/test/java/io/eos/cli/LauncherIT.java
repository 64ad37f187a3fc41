package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./eos} itself, after the build that it would make: nothing is built here. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("..", "eos").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @Test
    void argumentsAndExitStatusPassThrough() throws Exception {
        assertThat(run(Map.of(), "--version")).isZero();
        assertThat(out()).contains("eos ", "kafka-clients");
        assertThat(err()).as("nothing to build").isEmpty();
        assertThat(run(Map.of(), "dedupe")).isEqualTo(2);
        assertThat(run(Map.of(), "results", "--store", "no where")).isEqualTo(3);
        assertThat(err()).contains("the store's address was 'no where'");
    }

    @Test
    void optionsForTheJvm() throws Exception {
        assertThat(run(Map.of("EOS_JAVA_OPTS", "-Xmx77m -XshowSettings:vm"), "--version"))
                .isZero();
        assertThat(err()).contains("77.00M");
    }

    @Test
    void furtherJarsGoWithEveryCommand() throws Exception {
        Path services = Files.createDirectories(directory.resolve("jar/META-INF/services"));
        Files.writeString(services.resolve("io.eos.spi.ResultStoreProvider"), "my.Store\n");

        assertThat(run(
                        Map.of(),
                        "stores",
                        "--class-path",
                        directory.resolve("jar").toString()))
                .isZero();
        assertThat(out()).contains("BROKEN", "my.Store", "jdbc:h2");
        assertThat(run(Map.of(), "stores", "--class-path")).isEqualTo(2);
        assertThat(err()).contains("--class-path needs jars");
    }

    @Test
    void javaThatIsTooOldOrNotThere() throws Exception {
        Path old = Files.createDirectories(directory.resolve("old/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");

        assertThat(run(Map.of("JAVA_HOME", directory.resolve("old").toString()), "--version"))
                .isEqualTo(3);
        assertThat(err()).contains("is Java 11, but eos needs 17 or newer");
    }

    @Test
    void termReachesTheCommandWhichDrains() throws Exception {
        String from = Topics.create("orders", 1);
        String to = Topics.name("orders-once");
        Topics.send(List.of(Topics.message(from, 0, "id-1", "value")));
        Process process = start(
                Map.of("EOS_JAVA_OPTS", "-Xmx128m"),
                "dedupe",
                "--bootstrap-server",
                Topics.servers(),
                "--from",
                from,
                "--to",
                to,
                "--id",
                "header:id",
                "--store",
                "jdbc:h2:file:" + directory.resolve("a b/eos"));
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() ->
                            err().contains("made topic") && !Topics.read(to).isEmpty());
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(err()).isZero();
            assertThat(out()).contains("copied 1, skipped 0 duplicates");
        } finally {
            process.destroyForcibly();
        }
    }

    private int run(Map<String, String> environment, String... args) throws Exception {
        Process process = start(environment, args);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private Process start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", LAUNCHER.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String out() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    private String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }
}
