package io.eos.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The stored forms beside that of results: read back, golden, and damaged. */
class StoredFormsTest {
    private static final List<Pending> PENDING =
            List.of(new Pending(7, MessageId.business("ab")), new Pending(1L << 40, MessageId.content(new byte[32])));

    @Test
    void pendingSurvives() {
        assertThat(PendingCodec.decode(PendingCodec.encode(PENDING))).isEqualTo(PENDING);
        assertThat(PendingCodec.decode(PendingCodec.encode(List.of()))).isEmpty();
    }

    @Test
    void pendingIsStoredInThisForm() {
        assertThat(HexFormat.of().formatHex(PendingCodec.encode(PENDING.subList(0, 1))))
                .isEqualTo("01" + "0000000000000007" + "0003" + "016162");
    }

    @Test
    void damagedPendingIsCorruptAndNeverEmpty() {
        byte[] stored = PendingCodec.encode(PENDING);
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            if (length != 1 && length != 14) { // where a shorter list ends
                assertThatThrownBy(() -> PendingCodec.decode(cut))
                        .as("cut to %s", length)
                        .isInstanceOf(CorruptRecordException.class);
            }
        }
        stored[0] = 2;
        assertThatThrownBy(() -> PendingCodec.decode(stored))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("had version 2 but this release reads version 1");
    }

    @Test
    void attributesSurvive() {
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put("identity", "header:ü");
        attributes.put("empty", "");
        byte[] stored = AttributesCodec.encode(attributes);
        assertThat(AttributesCodec.decode(stored)).isEqualTo(attributes);
        for (int length : List.of(stored.length - 1, stored.length + 1)) {
            assertThatThrownBy(() -> AttributesCodec.decode(Arrays.copyOf(stored, length)))
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void attributesAreStoredInThisForm() {
        assertThat(HexFormat.of().formatHex(AttributesCodec.encode(new TreeMap<>(Map.of("a", "b")))))
                .isEqualTo("00000001" + "0001" + "61" + "0001" + "62");
    }

    @Test
    void attributesOfALaterVersionAreRefusedAndNeverNone() {
        byte[] later = HexFormat.of().parseHex("fffffffe" + "00000001" + "0001" + "61" + "0001" + "62");
        assertThatThrownBy(() -> AttributesCodec.decode(later))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("had version 2 but this release reads version 1");
    }
}
