package io.eos.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.servers.ForkedJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite of faults finds what really goes wrong with others, and nothing where nothing does: as {@code ./eos chaos --peer} does it, in short. */
class PeersUnderFaultsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Path COMMAND = Path.of("..", "eos-cli", "target");

    @TempDir
    private Path directory;

    @Test
    void anEffectBeforeItsMarkIsDoubledByAKillAndNothingIsWithoutOne() throws Exception {
        List<String> lines = run("plain", "sigterm,kill-effect-done");

        assertThat(lines)
                .filteredOn(line -> line.contains(" sigterm "))
                .hasSize(1)
                .allMatch(line -> line.contains("doubled 0, ") && line.contains("lost 0, "));
        assertThat(lines)
                .filteredOn(line -> line.contains(" kill-effect-done "))
                .hasSize(1)
                .allMatch(line -> line.matches(".* doubled [1-9].*") && line.contains("lost 0, "));
    }

    @Test
    void aMarkBeforeItsEffectIsLostByAKill() throws Exception {
        assertThat(run("camel-eager", "kill-mid-handler"))
                .filteredOn(line -> line.contains(" kill-mid-handler "))
                .hasSize(1)
                .allMatch(line -> line.matches(".* lost [1-9].*") && line.contains("doubled 0, "));
    }

    private List<String> run(String peer, String scenarios) throws IOException {
        Path output = directory.resolve("output");
        try (ForkedJvm jvm = ForkedJvm.of("io.eos.cli.Main")
                .classPath(COMMAND.resolve("classes").toAbsolutePath()
                        + File.pathSeparator
                        + Files.readString(COMMAND.resolve("classpath.txt")).trim())
                .jvmArgs("-Deos.peers.class-path=" + ForkedJvm.ownClassPath())
                .args("chaos", "--peer", peer, "--store", "redis", "--scenario", scenarios)
                .args("--seed", "3", "--messages", "60")
                .output(output)
                .start()) {
            assertThat(jvm.awaitExit(PATIENCE)).as(jvm.outputTail()).isZero();
        }
        return Files.readAllLines(output);
    }
}
