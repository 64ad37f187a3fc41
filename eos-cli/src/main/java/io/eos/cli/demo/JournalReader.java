package io.eos.cli.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Follows the journal of a worker. Not thread-safe. */
final class JournalReader {
    private final Path file;
    private final List<Journal.Begun> all = new ArrayList<>();
    private long position;

    JournalReader(Path file) {
        this.file = file;
    }

    /** Everything so far; a line that is not whole yet is left for later. */
    List<Journal.Begun> read() {
        if (Files.exists(file)) {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                byte[] rest = new byte[Math.toIntExact(in.length() - position)];
                in.seek(position);
                in.readFully(rest);
                parse(rest);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Collections.unmodifiableList(all);
    }

    private void parse(byte[] bytes) {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                all.add(Journal.Begun.parse(new String(bytes, start, i - start, StandardCharsets.UTF_8)));
                start = i + 1;
            }
        }
        position += start;
    }
}
