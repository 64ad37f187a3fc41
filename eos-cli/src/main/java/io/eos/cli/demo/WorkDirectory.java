package io.eos.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory that is deleted at the end, also after an interruption. Thread-safe. */
public final class WorkDirectory implements AutoCloseable {
    private final Path path;
    private volatile boolean kept;
    private final Thread hook = new Thread(this::delete, "eos-demo-directory");

    /** Makes it. */
    public WorkDirectory() {
        try {
            path = Files.createTempDirectory("eos-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory can be made", e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Leaves it there, for somebody to look at. */
    public void keep() {
        kept = true;
    }

    private void delete() {
        if (kept) {
            return;
        }
        // Workers may still be dying and writing: what cannot be deleted now is tried once more.
        for (int i = 0; i < 5 && Files.exists(path); i++) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) {
                // tried again
            }
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is shutting down, and the hook does it again
        }
    }
}
