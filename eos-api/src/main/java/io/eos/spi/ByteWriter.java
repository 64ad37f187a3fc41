package io.eos.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing array of bytes, big-endian. Not thread-safe. */
final class ByteWriter {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int size;

    ByteWriter(int capacity) {
        array = new byte[capacity];
    }

    void putByte(int value) {
        ensure(1);
        array[size++] = (byte) value;
    }

    void putShort(int value) {
        putByte(value >>> 8);
        putByte(value);
    }

    void putInt(int value) {
        ensure(Integer.BYTES);
        INTS.set(array, size, value);
        size += Integer.BYTES;
    }

    void putLong(long value) {
        ensure(Long.BYTES);
        LONGS.set(array, size, value);
        size += Long.BYTES;
    }

    /** Unsigned LEB128. */
    void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            putByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    void putNullable(byte @Nullable [] bytes) {
        if (bytes == null) {
            putVarint(0);
        } else {
            putVarint(bytes.length + 1L);
            putAll(bytes);
        }
    }

    void putText(String text) {
        putText(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text in UTF-8. */
    void putText(byte[] text) {
        putVarint(text.length);
        putAll(text);
    }

    static int sizeOfVarint(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    static int sizeOfNullable(byte @Nullable [] bytes) {
        return bytes == null ? 1 : sizeOfVarint(bytes.length + 1L) + bytes.length;
    }

    /** The array behind it, of which the first {@link #size()} bytes count. */
    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    /** What was put, which may be the array itself: nothing is put any more. */
    byte[] toArray() {
        return size == array.length ? array : Arrays.copyOf(array, size);
    }

    private void putAll(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, array, size, bytes.length);
        size += bytes.length;
    }

    private void ensure(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
        }
    }
}
