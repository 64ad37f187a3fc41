package io.eos.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void withoutATerminalThereIsALineNowAndThenAndOneAtTheEnd() {
        AtomicLong clock = new AtomicLong();
        try (Progress progress = new LineProgress(out, "copied", clock::get)) {
            progress.update(1, 10, "");
            assertThat(shown()).isEmpty();
            clock.set(TimeUnit.SECONDS.toNanos(6));
            progress.update(5, 10, "5/s");
            progress.update(6, 10, "5/s");
            assertThat(shown().lines()).containsExactly("copied 5 of 10 (50 %) 5/s");
            progress.update(10, 10, "");
        }
        assertThat(shown().lines()).containsExactly("copied 5 of 10 (50 %) 5/s", "copied 10 of 10 (100 %)");
    }

    @Test
    void nothingToDoIsAllDone() {
        try (Progress progress = new LineProgress(out, "copied", System::nanoTime)) {
            progress.update(0, 0, "");
        }
        assertThat(shown()).contains("100 %");
    }

    @Test
    void onATerminalThereIsABarWithTheRemark() {
        try (Progress progress = Progress.start(out, 100, "copied")) {
            progress.update(5, 10, "lag 5");
            progress.say("a line that stays");
        }
        assertThat(shown()).contains("copied").contains("50%").contains("lag 5").contains("a line that stays\n");
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
