package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ForkedJvmTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path report;

    @BeforeEach
    void nameReport() {
        report = directory.resolve("report");
    }

    @Test
    void passesArgumentsAndEnvironment() {
        try (ForkedJvm jvm = child("exit").env("EXIT_CODE", "7").heap("64m").start()) {
            assertThat(jvm.awaitExit(SOON)).isEqualTo(7);
        }
    }

    @Test
    void failureShowsTheOutput() {
        try (ForkedJvm jvm = child("no-such-mode").start()) {
            assertThat(jvm.awaitExit(SOON)).isEqualTo(1);
            assertThat(jvm.outputTail()).contains("IllegalArgumentException: no-such-mode");
            assertThatThrownBy(jvm::freeze)
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("has ended")
                    .hasMessageContaining("no-such-mode");
        }
    }

    @Test
    void freezesThawsAndTerminates() throws Exception {
        Path output = directory.resolve("output.log");
        try (ForkedJvm jvm = child("count").output(output).start()) {
            awaitCountBeyond(report, -1);
            jvm.freeze();
            Await.until("a stopped process", SOON, () -> state(jvm.pid()) == 'T', () -> "");
            int frozenAt = countIn(report);
            assertThatThrownBy(() -> jvm.awaitExit(Duration.ofMillis(300)))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("did not end");
            assertThat(countIn(report)).isEqualTo(frozenAt);
            jvm.thaw();
            awaitCountBeyond(report, frozenAt);
            jvm.terminate();
            assertThat(jvm.awaitExit(SOON)).isEqualTo(128 + 15);
        }
        assertThat(output).exists();
    }

    @Test
    void killEndsAFrozenProcess() throws Exception {
        try (ForkedJvm jvm = child("count").start()) {
            awaitCountBeyond(report, -1);
            jvm.freeze();
            jvm.kill();
            assertThat(jvm.awaitExit(SOON)).isEqualTo(128 + 9);
            assertThat(jvm.isAlive()).isFalse();
        }
    }

    @Test
    void watchingChildEndsWithAKilledParent() throws Exception {
        try (ForkedJvm parent = child("bare-parent").start()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(reported(parent))).orElseThrow();
            assertThat(child.isAlive()).isTrue();
            parent.kill();
            Signals.awaitGone(List.of(child));
        }
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = Endpoints.POSTGRESQL,
            matches = ".+",
            disabledReason = "tests the embedded server")
    void serversAndFrozenChildrenEndWithAKilledParent() throws Exception {
        try (ForkedJvm parent = child("postgres").start()) {
            Path home = Objects.requireNonNull(Path.of(reported(parent)).getParent());
            List<ProcessHandle> started =
                    ProcessHandle.of(parent.pid()).orElseThrow().descendants().toList();
            // The server with its helpers, the frozen child, and a watchdog for each.
            assertThat(started).hasSizeGreaterThan(4);
            assertThat(home).exists();
            parent.kill();
            Signals.awaitGone(started);
            Await.until("the directory to be deleted", SOON, () -> Files.notExists(home), () -> "");
        }
    }

    @Test
    void environmentTakesTheServersPlace() throws Exception {
        try (ForkedJvm jvm = child("endpoints")
                .env(Endpoints.POSTGRESQL, "jdbc:postgresql://db.example/orders?user=a&password=b")
                .env(Endpoints.MARIADB, " jdbc:mariadb://db.example:3307/orders?user=a ")
                .env(Endpoints.KAFKA, "k1:9092,k2:9092")
                .start()) {
            assertThat(jvm.awaitExit(SOON)).as(jvm.outputTail()).isZero();
            assertThat(Files.readString(report))
                    .isEqualTo("jdbc:postgresql://db.example/orders?user=a&password=b"
                            + " jdbc:mariadb://db.example:3307/orders?user=a k1:9092,k2:9092");
        }
    }

    @Test
    void databaseOfAnEndpointIsReplacedInItsUrl() {
        assertThat(DatabaseServer.withDatabase("jdbc:postgresql://a,b:5433/x?user=u&password=p/q", "y"))
                .isEqualTo("jdbc:postgresql://a,b:5433/y?user=u&password=p/q");
        assertThat(DatabaseServer.withDatabase("jdbc:mariadb:sequential://a:1", "y"))
                .isEqualTo("jdbc:mariadb:sequential://a:1/y");
        assertThatThrownBy(() -> DatabaseServer.withDatabase("jdbc:postgresql:secret", "y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    private ForkedJvm.Builder child(String mode) {
        return ForkedJvm.of(Child.class).args(mode, report.toString());
    }

    private String reported(ForkedJvm jvm) throws IOException {
        Await.until("a report", SOON, () -> Files.exists(report), jvm::outputTail);
        return Files.readString(report);
    }

    private static void awaitCountBeyond(Path report, int count) {
        Await.until("a count beyond " + count, SOON, () -> Files.exists(report) && countIn(report) > count, () -> "");
    }

    private static int countIn(Path report) throws IOException {
        return Integer.parseInt(Files.readString(report));
    }

    private static char state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
