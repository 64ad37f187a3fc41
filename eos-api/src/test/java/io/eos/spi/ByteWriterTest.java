package io.eos.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteWriterTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 129, 16_383, 16_384, 1L << 31, Long.MAX_VALUE, -1})
    void theSizeOfANumberIsWhatItTakes(long value) {
        ByteWriter out = new ByteWriter(0);
        out.putVarint(value);

        assertThat(ByteWriter.sizeOfVarint(value)).isEqualTo(out.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 12, 30})
    void numbersAreBigEndianWhateverRoomThereWas(int capacity) {
        ByteWriter out = new ByteWriter(capacity);
        out.putInt(0x01020304);
        out.putLong(0x05060708090A0B0CL);

        assertThat(out.toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }
}
