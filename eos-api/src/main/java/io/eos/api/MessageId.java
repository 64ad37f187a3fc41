package io.eos.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
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
    /** Null where there are coordinates: where results are not kept, such an id is never written. */
    private final byte @Nullable [] bytes;

    private final @Nullable Coordinates coordinates;
    /** 0 until it is asked for. Two threads that do so at once come to the same. */
    private int hash;

    private MessageId(Kind kind, byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a message id takes 1 to " + MAX_BYTES + " bytes, but has " + bytes.length);
        }
        this.kind = kind;
        this.bytes = bytes;
        this.coordinates = null;
    }

    private MessageId(Kind kind, Coordinates coordinates) {
        this.kind = kind;
        this.bytes = null;
        this.coordinates = coordinates;
    }

    /** Not to be handed out: it may be this id's own. */
    private byte[] raw() {
        return coordinates == null ? Objects.requireNonNull(bytes) : coordinates.toBytes();
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
        return new MessageId(Kind.COORDINATES, coordinates);
    }

    /**
     * {@return the slot for the result of a message whose own id has none}
     *
     * @param coordinates where the message stands
     */
    public static MessageId reserved(Coordinates coordinates) {
        return new MessageId(Kind.RESERVED, coordinates);
    }

    /** {@return where the id comes from} */
    public Kind kind() {
        return kind;
    }

    /** {@return a copy of the raw bytes, without the kind} */
    public byte[] bytes() {
        return coordinates == null ? raw().clone() : raw();
    }

    /** {@return how many raw bytes there are, from 1 to {@value #MAX_BYTES}} */
    public int size() {
        return bytes == null ? Coordinates.SIZE : bytes.length;
    }

    /** {@return the stored form: one byte kind, then the raw bytes} */
    public byte[] toBytes() {
        byte[] raw = raw();
        byte[] all = new byte[raw.length + 1];
        all[0] = kind.code;
        System.arraycopy(raw, 0, all, 1, raw.length);
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
        return coordinates ? new MessageId(kind, storedCoordinates(raw)) : new MessageId(kind, raw);
    }

    private static Coordinates storedCoordinates(byte[] raw) {
        try {
            return Coordinates.fromBytes(raw);
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException("a stored message id holds no coordinates: " + e.getMessage(), e);
        }
    }

    @Override
    public int compareTo(MessageId other) {
        int byKind = Byte.compare(kind.code, other.kind.code);
        if (byKind != 0) {
            return byKind;
        }
        return coordinates == null || other.coordinates == null
                ? Arrays.compareUnsigned(raw(), other.raw())
                : compare(coordinates, other.coordinates);
    }

    /** As their bytes compare: partitions and offsets are not negative. */
    private static int compare(Coordinates one, Coordinates other) {
        UUID topic = one.topicId();
        UUID otherTopic = other.topicId();
        int byTopic = Long.compareUnsigned(topic.getMostSignificantBits(), otherTopic.getMostSignificantBits());
        if (byTopic == 0) {
            byTopic = Long.compareUnsigned(topic.getLeastSignificantBits(), otherTopic.getLeastSignificantBits());
        }
        if (byTopic != 0) {
            return byTopic;
        }
        int byPartition = Integer.compare(one.partition(), other.partition());
        return byPartition != 0 ? byPartition : Long.compare(one.offset(), other.offset());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageId id
                && hashCode() == id.hashCode()
                && kind == id.kind
                && (coordinates == null ? Arrays.equals(bytes, id.bytes) : coordinates.equals(id.coordinates));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = 31 * (coordinates == null ? Arrays.hashCode(bytes) : coordinates.hashCode()) + kind.code;
            hash = known;
        }
        return known;
    }

    /** Readable where the bytes are printable UTF-8, else hexadecimal; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return switch (kind) {
            case BUSINESS -> {
                String text = printable(raw());
                yield text != null && !hasPrefix(text)
                        ? text
                        : "hex:" + HexFormat.of().formatHex(raw());
            }
            case CONTENT -> "content:" + HexFormat.of().formatHex(raw());
            case COORDINATES -> "coordinates:" + coordinatesText();
            case RESERVED -> "reserved:" + coordinatesText();
        };
    }

    private String coordinatesText() {
        Coordinates c = Objects.requireNonNull(coordinates);
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
        return new Coordinates(UUID.fromString(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
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
