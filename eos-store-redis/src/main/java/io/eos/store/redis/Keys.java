package io.eos.store.redis;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The names of keys. What stands in braces decides the slot, so that all keys of one name in braces are on one server and can be in one
 * script. Immutable.
 *
 * <ul>
 *   <li>{@code PREFIXprocessors}: the names of all processors.
 *   <li>{@code PREFIX{NAME}:processor} and {@code PREFIX{NAME}:shards}: a processor, and the shards that were acquired.
 *   <li>{@code PREFIX{HOME}:shard:TOPIC:PARTITION}: a shard's row.
 *   <li>{@code PREFIX{CELL}:results}, {@code :ages}, {@code :claims}, {@code :token}: a {@link Cell}, in which ids are unique.
 *   <li>{@code PREFIX{CELL}:tenures}: the bucket's copies of tenures, where shards have another home.
 * </ul>
 *
 * <p>In {@code SHARD} scope home and cell are {@code NAME:TOPIC:PARTITION}. In {@code PROCESSOR} scope with one bucket, both are {@code
 * NAME:0}; with several, the home is as in {@code SHARD} scope, and there is a cell {@code NAME:N} for each bucket.
 *
 * @param prefix in front of every key
 */
record Keys(String prefix) {
    private static final Pattern OWN =
            Pattern.compile("\\{[^}]*}:(processor|shards|shard:.*|results|ages|claims|token|tenures)", Pattern.DOTALL);

    String processors() {
        return prefix + "processors";
    }

    String processor(String name) {
        return prefix + "{" + escape(name) + "}:processor";
    }

    String shards(String name) {
        return prefix + "{" + escape(name) + "}:shards";
    }

    /** A shard as a member of its processor's set, and as a field of a bucket's copies. */
    static String member(Shard shard) {
        return shard.topicId() + ":" + shard.partition();
    }

    static Shard shard(String processor, String member) {
        int colon = member.lastIndexOf(':');
        return new Shard(
                processor, UUID.fromString(member.substring(0, colon)), Integer.parseInt(member.substring(colon + 1)));
    }

    /** A shard as results and claims hold it: 16 bytes topic id, 4 bytes partition. */
    static byte[] bytes(Shard shard) {
        return ByteBuffer.allocate(20)
                .putLong(shard.topicId().getMostSignificantBits())
                .putLong(shard.topicId().getLeastSignificantBits())
                .putInt(shard.partition())
                .array();
    }

    /** The row of a shard. */
    String row(Shard shard, Scope scope, int buckets) {
        String home = scope == Scope.PROCESSOR && buckets == 1 ? bucket(shard.processor(), 0) : cell(shard);
        return prefix + "{" + home + "}:shard:" + member(shard);
    }

    /** Where the ids of a shard are unique, in {@code SHARD} scope. */
    Cell cellOf(Shard shard) {
        return new Cell(prefix + "{" + cell(shard) + "}");
    }

    /** One of the buckets over which the ids of a processor are spread, in {@code PROCESSOR} scope. */
    Cell bucketOf(String processor, int number) {
        return new Cell(prefix + "{" + bucket(processor, number) + "}");
    }

    /** The bucket of an id, by the id alone. */
    static int bucketOf(MessageId id, int buckets) {
        if (buckets == 1) {
            return 0;
        }
        CRC32C crc = new CRC32C();
        crc.update(id.toBytes());
        return (int) (crc.getValue() % buckets);
    }

    /** Whether a key of a user's could be one of these. */
    boolean isOwn(byte[] key) {
        String text = new String(key, StandardCharsets.ISO_8859_1);
        return text.equals(processors())
                || (text.startsWith(prefix)
                        && OWN.matcher(text.substring(prefix.length())).matches());
    }

    private static String cell(Shard shard) {
        return escape(shard.processor()) + ":" + member(shard);
    }

    private static String bucket(String processor, int number) {
        return escape(processor) + ":" + number;
    }

    /** Leaves letters, digits and a few others, so that no name holds braces or colons, and no two names are one key. */
    private static String escape(String name) {
        if (name.chars().allMatch(Keys::isPlain)) {
            return name;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(isPlain(b) ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return escaped.toString();
    }

    private static boolean isPlain(int c) {
        return "-_.".indexOf(c) >= 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
