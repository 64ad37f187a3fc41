package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private static final int THREADS = 4;
    private static final int EACH = 500_000;

    /** Two claims of one id with one number would be one claim. */
    @Test
    void noTwoThreadsDrawTheSameNumber() {
        Nonces nonces = new Nonces(7);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<CompletableFuture<long[]>> drawing = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            drawing.add(
                    CompletableFuture.supplyAsync(() -> draw(nonces, start), command -> new Thread(command).start()));
        }
        LongStream all = drawing.stream().map(CompletableFuture::join).flatMapToLong(Arrays::stream);
        assertThat(all.distinct().count()).isEqualTo((long) THREADS * EACH);
    }

    private static long[] draw(Nonces nonces, CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return LongStream.generate(nonces::next).limit(EACH).toArray();
    }

    /** The published algorithm, against the JDK's own. */
    @Test
    void theNumbersAreThoseOfSplitMix() {
        Nonces nonces = new Nonces(42);
        SplittableRandom known = new SplittableRandom(42);
        for (int i = 0; i < 1000; i++) {
            assertThat(nonces.next()).isEqualTo(known.nextLong());
        }
    }
}
