package io.eos.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What makes two deliveries the same message: a kind and up to {@value #MAX_BYTES} raw bytes.
 *
 * <p>The order of ids ({@link #compareTo}) is by kind and then by unsigned bytes. Stores write batches in this order: concurrent
 * batches that lock rows in different orders deadlock.
 */
public final class MessageId implements Comparable<MessageId> {
    /** The longest id, in bytes, without the kind. */
    public static final int MAX_BYTES = 512;

    /** Where an id comes from. Ids of different kinds are never equal. The codes are stored: they never change. */
    public enum Kind {
        /** An id of the business: a header, the key, a field, or a function of the message. */
        BUSINESS(1),
        /** The SHA-256 of the message's content. */
        CONTENT(2),
        /** The message's {@link Coordinates}. */
        COORDINATES(3),
        /** Coordinates again, in a namespace of their own, for messages whose own id has no slot: none, or taken by another payload. */
        RESERVED(4);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** {@return the byte that stands for this kind in stored ids} */
        public byte code() {
            return code;
        }

        static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new CorruptRecordException("a message id's kind was " + code + " but must be 1 to 4");
        }
    }

    private final Kind kind;
    private final byte[] bytes;
    private final int hash;

    private MessageId(Kind kind, byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a message id takes 1 to " + MAX_BYTES + " bytes, but has " + bytes.length);
        }
        this.kind = kind;
        this.bytes = bytes;
        this.hash = 31 * Arrays.hashCode(bytes) + kind.code;
    }

    /**
     * {@return an id of the business} The array is handed over.
     *
     * @param bytes from 1 to {@value #MAX_BYTES} bytes
     * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_BYTES} bytes
     */
    public static MessageId business(byte[] bytes) {
        return new MessageId(Kind.BUSINESS, bytes);
    }

    /**
     * {@return an id of the business, as the UTF-8 bytes of a text}
     *
     * @param text what the producer calls the message
     * @throws IllegalArgumentException if it takes no bytes or more than {@value #MAX_BYTES}, or holds half a surrogate pair: that has no
     *     bytes of its own in UTF-8, so two different texts would become one id
     */
    public static MessageId business(String text) {
        if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))
                && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a message id's text holds half a surrogate pair");
        }
        return business(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return the hash of a message's content}
     *
     * @param hash a digest of 1 to {@value #MAX_BYTES} bytes, such as SHA-256
     */
    public static MessageId content(byte[] hash) {
        return new MessageId(Kind.CONTENT, hash);
    }

    /**
     * {@return the id of a message that is identified by where it stands}
     *
     * @param coordinates where the message stands
     */
    public static MessageId of(Coordinates coordinates) {
        return new MessageId(Kind.COORDINATES, coordinates.toBytes());
    }

    /**
     * {@return the slot for the result of a message whose own id has none}
     *
     * @param coordinates where the message stands
     */
    public static MessageId reserved(Coordinates coordinates) {
        return new MessageId(Kind.RESERVED, coordinates.toBytes());
    }

    /** {@return where the id comes from} */
    public Kind kind() {
        return kind;
    }

    /** {@return a copy of the raw bytes, without the kind} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return how many raw bytes there are, from 1 to {@value #MAX_BYTES}} */
    public int size() {
        return bytes.length;
    }

    /** {@return the stored form: one byte kind, then the raw bytes} */
    public byte[] toBytes() {
        byte[] all = new byte[bytes.length + 1];
        all[0] = kind.code;
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        return all;
    }

    /**
     * {@return the inverse of {@link #toBytes()}}
     *
     * @param stored what {@link #toBytes()} gave
     * @throws CorruptRecordException if the bytes are no stored id
     */
    public static MessageId fromBytes(byte[] stored) {
        if (stored.length < 2 || stored.length > MAX_BYTES + 1) {
            throw new CorruptRecordException(
                    "a stored message id had " + stored.length + " bytes but must have 2 to " + (MAX_BYTES + 1));
        }
        Kind kind = Kind.of(stored[0]);
        boolean coordinates = kind == Kind.COORDINATES || kind == Kind.RESERVED;
        if (coordinates && stored.length != Coordinates.SIZE + 1) {
            throw new CorruptRecordException("a stored message id of kind " + kind + " had " + stored.length
                    + " bytes but must have " + (Coordinates.SIZE + 1));
        }
        byte[] raw = Arrays.copyOfRange(stored, 1, stored.length);
        if (coordinates) {
            checkCoordinates(raw);
        }
        return new MessageId(kind, raw);
    }

    private static void checkCoordinates(byte[] raw) {
        try {
            Coordinates.fromBytes(raw);
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException("a stored message id holds no coordinates: " + e.getMessage(), e);
        }
    }

    @Override
    public int compareTo(MessageId other) {
        int byKind = Byte.compare(kind.code, other.kind.code);
        return byKind != 0 ? byKind : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageId id && hash == id.hash && kind == id.kind && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Readable where the bytes are printable UTF-8, else hexadecimal; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return switch (kind) {
            case BUSINESS -> {
                String text = printable(bytes);
                yield text != null && !hasPrefix(text)
                        ? text
                        : "hex:" + HexFormat.of().formatHex(bytes);
            }
            case CONTENT -> "content:" + HexFormat.of().formatHex(bytes);
            case COORDINATES -> "coordinates:" + coordinatesText();
            case RESERVED -> "reserved:" + coordinatesText();
        };
    }

    private String coordinatesText() {
        Coordinates c = Coordinates.fromBytes(bytes);
        return c.topicId() + ":" + c.partition() + ":" + c.offset();
    }

    /**
     * Reads what {@link #toString()} shows: {@code hex:…}, {@code content:HEX}, {@code coordinates:TOPIC-ID:PARTITION:OFFSET}, {@code
     * reserved:…} likewise, and any other text as a business id.
     *
     * @param text what an operator wrote, or a tool printed
     * @return the id
     * @throws IllegalArgumentException if the text has one of the prefixes and cannot be read
     */
    public static MessageId parse(String text) {
        int colon = text.indexOf(':');
        if (!hasPrefix(text)) {
            return business(text);
        }
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, colon)) {
            case "hex" -> business(HexFormat.of().parseHex(rest));
            case "content" -> content(HexFormat.of().parseHex(rest));
            case "coordinates" -> of(parseCoordinates(rest));
            default -> reserved(parseCoordinates(rest));
        };
    }

    private static Coordinates parseCoordinates(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("coordinates were '" + text + "' but must be TOPIC-ID:PARTITION:OFFSET");
        }
        return new Coordinates(
                java.util.UUID.fromString(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    private static boolean hasPrefix(String text) {
        return text.startsWith("hex:")
                || text.startsWith("content:")
                || text.startsWith("coordinates:")
                || text.startsWith("reserved:");
    }

    private static @Nullable String printable(byte[] bytes) {
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return chars.chars().allMatch(c -> c >= ' ' && !Character.isISOControl(c)) ? chars.toString() : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
