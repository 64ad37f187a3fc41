package io.eos.spi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link ByteWriter} wrote. Lengths are checked against what is left, so that damaged bytes never make it allocate more than
 * there is. Throws {@link IndexOutOfBoundsException} or {@link IllegalArgumentException} at the first thing that does not fit. Not thread-safe.
 */
final class ByteReader {
    private final ByteBuffer buffer;

    ByteReader(byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes);
    }

    int remaining() {
        return buffer.remaining();
    }

    void skip(int bytes) {
        need(bytes);
        buffer.position(buffer.position() + bytes);
    }

    byte getByte() {
        need(1);
        return buffer.get();
    }

    int getInt() {
        need(4);
        return buffer.getInt();
    }

    long getLong() {
        need(8);
        return buffer.getLong();
    }

    /** An unsigned LEB128 number that fits an int. */
    int getCount() {
        long value = getVarint();
        if (value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a count does not fit 31 bits");
        }
        return (int) value;
    }

    /** An unsigned LEB128 number of at most 35 bits. */
    long getVarint() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = getByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number does not fit 35 bits");
    }

    byte @Nullable [] getNullable() {
        int sizePlusOne = getCount();
        return sizePlusOne == 0 ? null : getBytes(sizePlusOne - 1);
    }

    String getText() {
        return new String(getBytes(getCount()), StandardCharsets.UTF_8);
    }

    private byte[] getBytes(int size) {
        need(size);
        byte[] bytes = new byte[size];
        buffer.get(bytes);
        return bytes;
    }

    private void need(int bytes) {
        if (bytes > buffer.remaining()) {
            throw new IndexOutOfBoundsException(bytes + " bytes wanted, " + buffer.remaining() + " left");
        }
    }
}
