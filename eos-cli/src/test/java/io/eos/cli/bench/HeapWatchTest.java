package io.eos.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
    @Test
    void eachQuarterHasTheLeastOfItsCollections() {
        AtomicReference<Double> done = new AtomicReference<>(0.0);
        HeapWatch watch = new HeapWatch(done::get);

        watch.add(9);
        watch.add(7);
        done.set(0.5);
        watch.add(8);
        done.set(1.1);
        watch.add(12);

        assertThat(watch.quarters()).isEqualTo(List.of(7L, HeapWatch.UNKNOWN, 8L, 12L));
    }

    @Test
    void collectionsOfThisJvmAreSeen() throws Exception {
        HeapWatch watch = new HeapWatch(() -> 0);
        watch.start();
        // Notifications come from a thread of the JVM's own.
        while (watch.quarters().get(0) == HeapWatch.UNKNOWN) {
            System.gc();
            Thread.onSpinWait();
        }

        assertThat(watch.quarters().get(0)).isPositive();
    }
}
