package io.eos.cli.chaos.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of {@link Event}s. What was written is with the operating system when the call returns, and so outlives its process; an effect is on
 * the disk. Thread-safe.
 */
public final class EventLog implements AutoCloseable {
    private final FileChannel file;

    public EventLog(Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    public synchronized void add(Event event) {
        try {
            ByteBuffer line = ByteBuffer.wrap((event.line() + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                file.write(line);
            }
            if (event.is(Event.Type.EFFECT)) {
                file.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write evidence", e);
        }
    }

    /** All whole lines of a log, none if it is not there. */
    public static List<Event> read(Path path) {
        if (!Files.exists(path)) {
            return List.of();
        }
        try {
            String text = Files.readString(path);
            List<Event> events = new ArrayList<>();
            // A killed worker may have left half a line.
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Event::parse)
                    .forEach(events::add);
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
