package io.eos.cli.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadAndHalfALineIsLeftOut() throws IOException {
        Path file = directory.resolve("a.events");
        Event claim = Event.of(Event.Type.CLAIMED, "worker-1", 5, 9)
                .on(2, 7)
                .about("m-1", 3)
                .saying("redelivered");
        Event point = Event.of(Event.Type.POINT, "worker-1", 10, 11);
        try (EventLog log = new EventLog(file)) {
            log.add(claim);
            log.add(point);
        }
        Files.writeString(file, "EFFECT worker-1 12 1", StandardOpenOption.APPEND);

        assertThat(EventLog.read(file)).containsExactly(claim, point);
        assertThat(EventLog.read(directory.resolve("none"))).isEmpty();
    }
}
