package io.eos.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Files that are in the stores' jars. Stateless. */
final class ClassPath {
    private ClassPath() {}

    static String text(String path) throws IOException {
        try (InputStream in = Objects.requireNonNull(ClassPath.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
