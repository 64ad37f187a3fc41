package io.eos.store.zookeeper;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.Shard;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How processors, shards and ids are named as znodes. Stored: it never changes. Stateless.
 *
 * <p>An id is a letter for its kind ({@code b}usiness, {@code c}ontent, c{@code o}ordinates, {@code r}eserved), then {@code -} and its text where that
 * is plain, or {@code ~} and its bytes in base64url. In {@code SHARD} scope {@code @}, topic id and partition follow, so that the ids of
 * all shards share the buckets.
 */
final class NodeNames {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_+=-][A-Za-z0-9._:+=-]*");
    private static final String KINDS = "?bcor";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private NodeNames() {}

    /** What a slot's name says. The shard is null in {@code PROCESSOR} scope. */
    record SlotName(MessageId id, @Nullable Shard shard) {}

    /** A processor's name as a znode's: itself where it is plain. */
    static String of(String processor) {
        return PLAIN.matcher(processor).matches()
                ? processor
                : "~" + ENCODER.encodeToString(processor.getBytes(StandardCharsets.UTF_8));
    }

    static String processor(String name) {
        try {
            return name.startsWith("~") ? new String(decode(name.substring(1)), StandardCharsets.UTF_8) : name;
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException("a znode of a processor is named '" + name + "'", e);
        }
    }

    /** A shard's name below its processor: topic id and partition. */
    static String of(Shard shard) {
        return shard.topicId() + "-" + shard.partition();
    }

    static Shard shard(String processor, String name) {
        try {
            int dash = name.lastIndexOf('-');
            return new Shard(
                    processor, UUID.fromString(name.substring(0, dash)), Integer.parseInt(name.substring(dash + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CorruptRecordException("a znode of a shard is named '" + name + "'", e);
        }
    }

    static String of(MessageId id, @Nullable Shard shard) {
        String name = of(id);
        if (shard == null) {
            return name;
        }
        ByteBuffer topic = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(shard.topicId().getMostSignificantBits())
                .putLong(shard.topicId().getLeastSignificantBits());
        return name + "@" + ENCODER.encodeToString(topic.array()) + "." + shard.partition();
    }

    private static String of(MessageId id) {
        byte[] bytes = id.bytes();
        char kind = KINDS.charAt(id.kind().code());
        if (id.kind() == MessageId.Kind.BUSINESS) {
            if (isPlain(bytes)) {
                return kind + "-" + new String(bytes, StandardCharsets.ISO_8859_1);
            }
        }
        return kind + "~" + ENCODER.encodeToString(bytes);
    }

    /** What {@link #PLAIN} says of a text, without one being made: there is one for each id. */
    private static boolean isPlain(byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (!letter && "_+=-".indexOf(b) < 0 && (i == 0 || (b != '.' && b != ':'))) {
                return false;
            }
        }
        return bytes.length > 0;
    }

    /** Reads what {@link #of(MessageId, Shard)} wrote. */
    static SlotName slot(String processor, String name) {
        try {
            int at = name.lastIndexOf('@');
            String id = at < 0 ? name : name.substring(0, at);
            return new SlotName(id(id), at < 0 ? null : shardOfSlot(processor, name.substring(at + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new CorruptRecordException("a znode of an id is named '" + name + "'", e);
        }
    }

    private static MessageId id(String name) {
        byte[] bytes = name.charAt(1) == '-'
                ? name.substring(2).getBytes(StandardCharsets.ISO_8859_1)
                : decode(name.substring(2));
        byte[] stored = new byte[bytes.length + 1];
        stored[0] = (byte) KINDS.indexOf(name.charAt(0));
        System.arraycopy(bytes, 0, stored, 1, bytes.length);
        return MessageId.fromBytes(stored);
    }

    private static Shard shardOfSlot(String processor, String text) {
        int dot = text.indexOf('.');
        ByteBuffer topic = ByteBuffer.wrap(decode(text.substring(0, dot)));
        return new Shard(
                processor, new UUID(topic.getLong(), topic.getLong()), Integer.parseInt(text.substring(dot + 1)));
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
