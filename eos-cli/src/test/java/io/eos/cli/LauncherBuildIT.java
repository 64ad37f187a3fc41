package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When {@code ./eos} builds, and that only one does: in a copy of the tree's shape, with a stand-in for Maven that takes what this build made and
 * keeps a record of its runs. A real build inside the build would take as long again as everything else.
 */
class LauncherBuildIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private Path tree;
    private Path runs;

    @BeforeEach
    void copyTheTree() throws IOException {
        tree = Files.createDirectories(directory.resolve("a copy"));
        runs = directory.resolve("runs");
        Files.copy(ROOT.resolve("eos"), tree.resolve("eos"));
        write("pom.xml", "<project/>");
        for (String module : List.of("eos-core", "eos-cli")) {
            write(module + "/pom.xml", "<project/>");
            write(module + "/src/main/java/A.java", "class A {}");
            write(module + "/src/main/java/B.java", "class B {}");
            write(module + "/src/test/java/ATest.java", "class ATest {}");
        }
        maven(leaveClassPath());
    }

    @Test
    void itBuildsOnFirstUseAndThenOnlyWhenSourcesChanged() throws Exception {
        assertBuilds(1, "on first use");
        assertThat(read("eos.err")).contains("building, once", "built in");
        assertThat(Files.readString(runs)).contains("package -pl eos-cli -am").contains("-Dmaven.test.skip=true");
        assertBuilds(1, "nothing changed");
        assertThat(read("eos.err")).as("nothing to say").isEmpty();

        touch("eos-core/src/main/java/A.java");
        assertBuilds(2, "a source changed");
        touch("eos-core/src/test/java/ATest.java");
        assertBuilds(2, "a test changed, which the command does not run");
        touch("eos-core/pom.xml");
        assertBuilds(3, "a POM changed");
        touch("pom.xml");
        assertBuilds(4, "the parent changed");
        Files.delete(tree.resolve("eos-core/src/main/java/B.java"));
        touch("eos-core/src/main/java");
        assertBuilds(5, "a source was deleted");
        Files.delete(tree.resolve("eos-core/target/classes"));
        assertBuilds(6, "what was built is gone");
        assertBuilds(6, "nothing changed again");
    }

    @Test
    void ofTwoThatStartAtOnceOneBuildsAndTheOtherWaits() throws Exception {
        // It ends when the other one has found the lock, or it would prove nothing.
        maven("""
                until [ "$(pgrep -fc "^bash $PWD/eos")" -ge 2 ]; do sleep 0.1; done
                sleep 1
                """ + leaveClassPath());
        Process one = start("one");
        Process two = start("two");
        assertThat(end(one)).as(read("one.err")).isZero();
        assertThat(end(two)).as(read("two.err")).isZero();
        assertThat(read("one.out")).contains("kafka-clients").isEqualTo(read("two.out"));
        assertThat(Files.readAllLines(runs)).hasSize(1);
        assertThat(tree.resolve("target/eos-build.lock")).doesNotExist();
    }

    @Test
    void theLockOfADeadBuilderIsTaken() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(1, TimeUnit.MINUTES)).isTrue();
        write("target/eos-build.lock/pid", dead.pid() + "\n");
        assertBuilds(1, "after a builder that was killed");
    }

    @Test
    void aFailedBuildSaysWhyAndLeavesNoLock() throws Exception {
        maven("echo '[ERROR] A.java:[1,7] cannot find symbol'; exit 1");
        assertThat(end(start("eos"))).isEqualTo(3);
        assertThat(read("eos.err"))
                .contains("cannot find symbol", "the build failed; its log is", "target/eos-build.log");
        assertThat(read("eos.out")).isEmpty();
        assertThat(tree.resolve("target/eos-build.lock")).doesNotExist();
        assertThat(end(start("eos"))).as("it does not run what was not built").isEqualTo(3);
        assertThat(Files.readAllLines(runs)).hasSize(2);
    }

    private void assertBuilds(int count, String why) throws Exception {
        assertThat(end(start("eos"))).as(read("eos.err")).isZero();
        assertThat(read("eos.out")).as(why).contains("kafka-clients");
        assertThat(Files.readAllLines(runs)).as(why).hasSize(count);
    }

    private static String leaveClassPath() throws IOException {
        Path built = ROOT.resolve("eos-cli/target");
        return """
                mkdir -p eos-core/target/classes eos-cli/target/classes
                printf '%%s' "$PWD/eos-core/target/classes:%s:%s" >eos-cli/target/classpath.txt
                """.formatted(built.resolve("classes"), Files.readString(built.resolve("classpath.txt")));
    }

    private void maven(String script) throws IOException {
        Path mvn = directory.resolve("maven/bin/mvn");
        Files.createDirectories(Objects.requireNonNull(mvn.getParent()));
        Files.writeString(mvn, "#!/usr/bin/env bash\necho \"$*\" >>'" + runs + "'\n" + script);
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
    }

    private void write(String file, String text) throws IOException {
        Path path = tree.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    /** Newer than the build, whatever the resolution of the file system's clock. */
    private void touch(String file) throws IOException {
        Path built = tree.resolve("eos-cli/target/classpath.txt");
        Instant now = Files.getLastModifiedTime(built).toInstant();
        Files.setLastModifiedTime(tree.resolve(file), FileTime.from(now.plusMillis(5)));
    }

    private Process start(String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", tree.resolve("eos").toString(), "--version")
                .directory(directory.toFile())
                .redirectOutput(directory.resolve(name + ".out").toFile())
                .redirectError(directory.resolve(name + ".err").toFile());
        builder.environment().put("MAVEN_HOME", directory.resolve("maven").toString());
        return builder.start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }
}
