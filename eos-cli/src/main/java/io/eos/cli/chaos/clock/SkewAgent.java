package io.eos.cli.chaos.clock;

import io.eos.cli.demo.WorkerJvm;
import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent by which one worker's wall clock is wrong: all that eos and its clients read there, while timers, which do not go by it, are right. H2
 * in a file is left out: it runs in the workers, whose leases would then go by several clocks where one machine has one. Stateless.
 */
public final class SkewAgent {
    private SkewAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String aheadMillis, Instrumentation instrumentation) {
        SkewedClock.ahead(Long.parseLong(aheadMillis));
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    @Nullable String name,
                    @Nullable Class<?> redefined,
                    @Nullable ProtectionDomain domain,
                    byte[] file) {
                boolean own = name == null || name.startsWith("io/eos/cli/chaos/clock/") || name.startsWith("org/h2/");
                // Null leaves a class as it is.
                return loader == null || own ? null : ClockPatch.of(file);
            }
        });
    }

    /** Starts a JVM whose wall clock is ahead. */
    public static ForkedJvm start(Class<?> mainClass, Path directory, Duration ahead, Path log, String... args) {
        // One of its own: a worker that starts at the same time reads its one.
        Path jar = directory.resolve(log.getFileName() + ".agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        // The class itself is on the class path.
        manifest.getMainAttributes().putValue("Premain-Class", SkewAgent.class.getName());
        try (JarOutputStream made = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            made.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return WorkerJvm.start(mainClass, log, List.of("-javaagent:" + jar + "=" + ahead.toMillis()), args);
    }
}
