package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UuidV7Test {
    @Test
    void theLayoutIsThatOfRfc9562() {
        UUID uuid = new UuidV7(() -> 0x0123_4567_89ABL).next();
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(0x0123_4567_89ABL);
        assertThat(uuid.toString()).startsWith("01234567-89ab-7");
    }

    @Test
    void eachIsGreaterThanTheOneBeforeWhateverTheClockDoes() {
        AtomicLong clock = new AtomicLong(1_700_000_000_000L);
        UuidV7 ids = new UuidV7(clock::get);
        String last = ids.next().toString();
        for (int i = 0; i < 20_000; i++) {
            // 10,000 in one millisecond overflow the counter; then the clock goes back, and on.
            clock.set(1_700_000_000_000L + (i < 10_000 ? 0 : i < 15_000 ? -5_000 : i));
            String next = ids.next().toString();
            assertThat(next).isGreaterThan(last);
            assertThat(UUID.fromString(next).version()).isEqualTo(7);
            last = next;
        }
    }

    @Test
    void threadsNeverShareOne() throws InterruptedException {
        UuidV7 ids = new UuidV7(() -> 42);
        Set<UUID> all = ConcurrentHashMap.newKeySet();
        Set<Long> stamps = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    UUID id = ids.next();
                    all.add(id);
                    stamps.add(id.getMostSignificantBits());
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(all).hasSize(20_000);
        assertThat(stamps).as("timestamp and counter alone").hasSize(20_000);
    }

    @Test
    void twoProcessesDifferInTheirRandomBits() {
        assertThat(new UuidV7(() -> 42).next().getLeastSignificantBits())
                .isNotEqualTo(new UuidV7(() -> 42).next().getLeastSignificantBits());
    }
}
