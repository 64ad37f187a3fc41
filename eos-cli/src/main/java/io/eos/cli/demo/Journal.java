package io.eos.cli.demo;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a worker is about to do, a line each, written before it is done. Each line goes to the operating system at once, so that it
 * is there when the worker is killed. Thread-safe.
 */
final class Journal implements AutoCloseable {
    private final OutputStream out;

    /** Which handler is about to work. */
    enum Kind {
        /** The one that writes the ledger. */
        LEDGER,
        /** The one that writes receipts to the output topic. */
        RECEIPTS
    }

    /** A line: this payment, in the message at this place, is about to be processed. */
    record Begun(Kind kind, String id, int partition, long offset) {
        String line() {
            return kind + " " + id + " " + partition + " " + offset;
        }

        static Begun parse(String line) {
            String[] parts = line.split(" ", -1);
            return new Begun(Kind.valueOf(parts[0]), parts[1], Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
        }
    }

    Journal(Path file) throws IOException {
        out = new FileOutputStream(file.toFile(), true);
    }

    synchronized void begin(Kind kind, String id, int partition, long offset) {
        try {
            out.write((new Begun(kind, id, partition, offset).line() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
