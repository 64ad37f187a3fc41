package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredPositionTest {
    private static final UUID A = UUID.fromString("00000000-0000-0001-0000-000000000002");
    private static final UUID B = UUID.fromString("ffffffff-0000-4000-8000-0000000000ab");

    @Test
    void theTextIsFixedSinceItIsStoredInKafka() {
        assertThat(new StoredPosition(A, B, 42, 0).format())
                .isEqualTo("eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:42");
        assertThat(new StoredPosition(A, B, 42, 99).format())
                .isEqualTo("eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:42:99");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (long acknowledged : new long[] {-1, 0, 1, Long.MAX_VALUE}) {
            for (long published : new long[] {0, 1, Long.MAX_VALUE}) {
                StoredPosition position = new StoredPosition(A, B, acknowledged, published);
                assertThat(StoredPosition.parse(position.format())).contains(position);
                assertThat(position.format().length()).isLessThan(130);
            }
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "eos",
                "eos:1:",
                "some other framework's metadata",
                "eos:2:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:42",
                "eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab",
                "eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:",
                "eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:+42",
                "eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:-2",
                "eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:42:0",
                "eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:42:1:1",
                "eos:1:00000000-0000-0001-0000-000000000002:ffffffff-0000-4000-8000-0000000000ab:99999999999999999999",
                "eos:1:0-0-1-0-2:ffffffff-0000-4000-8000-0000000000ab:42",
                "eos:1:00000000000000010000000000000002:ffffffff-0000-4000-8000-0000000000ab:42",
            })
    void foreignOrDamagedMetadataIsNone(String metadata) {
        assertThat(StoredPosition.parse(metadata)).isEmpty();
    }

    @Test
    void anyDamageIsNoneOrAnotherValidPositionAndNeverAnException() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String good = new StoredPosition(A, B, 1234, 56).format();
        for (int i = 0; i < 20_000; i++) {
            char[] chars = good.toCharArray();
            chars[random.nextInt(chars.length)] = (char) random.nextInt(0x180);
            String damaged = new String(chars, 0, 1 + random.nextInt(chars.length));
            Optional<StoredPosition> parsed = StoredPosition.parse(damaged);
            parsed.ifPresent(position -> assertThat(position.format()).isEqualTo(damaged));
        }
    }
}
