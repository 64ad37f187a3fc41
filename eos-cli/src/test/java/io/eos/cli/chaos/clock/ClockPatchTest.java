package io.eos.cli.chaos.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockPatchTest {
    private static final Duration AHEAD = Duration.ofHours(5);
    private static final long NEARLY = AHEAD.minusHours(1).toMillis();

    /** Asks the time in all the ways there are. */
    public static final class Asking implements Supplier<List<Long>> {
        @Override
        public List<Long> get() {
            LongSupplier reference = System::currentTimeMillis;
            Supplier<Instant> other = Instant::now;
            return List.of(
                    System.currentTimeMillis(),
                    Instant.now().toEpochMilli(),
                    reference.getAsLong(),
                    other.get().toEpochMilli());
        }
    }

    /** Does not ask, and has constants of two entries. */
    static final class Silent {
        double none() {
            return System.nanoTime() * 3.5 + 1L * Long.MAX_VALUE;
        }
    }

    /** Loads one class from bytes of its own. */
    private static final class Loader extends ClassLoader {
        Class<?> define(byte[] file) {
            return defineClass(null, file, 0, file.length);
        }
    }

    @AfterEach
    void right() {
        SkewedClock.ahead(0);
    }

    @Test
    @SuppressWarnings("unchecked")
    void everyWayToAskForTheTimeGoesToTheOtherClock() throws Exception {
        byte[] patched = Objects.requireNonNull(ClockPatch.of(file(Asking.class)));
        SkewedClock.ahead(AHEAD.toMillis());

        Supplier<List<Long>> asking = (Supplier<List<Long>>)
                new Loader().define(patched).getConstructor().newInstance();

        long right = System.currentTimeMillis();
        assertThat(asking.get()).allMatch(time -> time - right > NEARLY);
        assertThat(new Asking().get()).noneMatch(time -> time - right > NEARLY);
    }

    @Test
    void classThatAsksForNoTimeStaysAsItIs() throws IOException {
        assertThat(ClockPatch.of(file(Silent.class))).isNull();
    }

    private static byte[] file(Class<?> type) throws IOException {
        try (InputStream file = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            assertThat(file).isNotNull();
            return file.readAllBytes();
        }
    }
}
