package io.eos.cli.chaos.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a JVM that is started is told its plan. Stateless. */
final class PlanFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PlanFile() {}

    static void write(Path file, Record plan) {
        try {
            JSON.writeValue(file.toFile(), plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T extends Record> T read(Path file, Class<T> type) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), type);
    }
}
