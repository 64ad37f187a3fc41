package io.eos.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    @Test
    void readerFollowsAndLeavesAHalfLineForLater() throws Exception {
        Path file = directory.resolve("journal");
        JournalReader reader = new JournalReader(file);
        assertThat(reader.read()).isEmpty();
        try (Journal journal = new Journal(file)) {
            journal.begin(Journal.Kind.LEDGER, "p-1", 2, 30);
            assertThat(reader.read()).containsExactly(new Journal.Begun(Journal.Kind.LEDGER, "p-1", 2, 30));
            Files.write(file, "RECEIPTS p-2 ".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
            assertThat(reader.read()).hasSize(1);
            Files.write(file, "0 7\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        }
        assertThat(reader.read()).hasSize(2).contains(new Journal.Begun(Journal.Kind.RECEIPTS, "p-2", 0, 7));
    }
}
