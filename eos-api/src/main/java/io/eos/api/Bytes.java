package io.eos.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence of bytes with value equality, ordered as unsigned bytes.
 *
 * <p>{@link #toString()} shows the length only, so that payloads never reach logs by accident.
 */
public final class Bytes implements Comparable<Bytes> {
    /** No bytes at all; not the same as an absent ({@code null}) value. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /**
     * A copy of the array.
     *
     * @param array what is copied
     * @return the bytes, independent of the array
     */
    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /**
     * The array itself, which the caller hands over and must not change again. Null stays null.
     *
     * @param array what the caller gives away, or null
     * @return the bytes, or null
     */
    public static @Nullable Bytes wrapNullable(byte @Nullable [] array) {
        return array == null ? null : wrap(array);
    }

    /**
     * The array itself, which the caller hands over and must not change again.
     *
     * @param array what the caller gives away
     * @return the bytes, backed by the array
     */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /**
     * {@return the UTF-8 bytes of a text}
     *
     * @param text any text; half a surrogate pair becomes a question mark
     */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return how many bytes these are} */
    public int size() {
        return array.length;
    }

    /** {@return a copy of the bytes} */
    public byte[] toArray() {
        return array.clone();
    }

    /** {@return the array behind this value, without a copy: for reading only, by code that hands bytes to a client library} */
    public byte[] unsafeArray() {
        return array;
    }

    /**
     * {@return the array behind a value that may be absent, for reading only}
     *
     * @param bytes the value, or null
     */
    public static byte @Nullable [] arrayOrNull(@Nullable Bytes bytes) {
        return bytes == null ? null : bytes.array;
    }

    /** {@return the bytes in lower-case hexadecimal} */
    public String toHex() {
        return HexFormat.of().formatHex(array);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return array.length + " bytes";
    }
}
