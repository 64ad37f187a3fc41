package io.eos.core;

import io.eos.api.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** SHA-256 without a lookup of the algorithm per message. Thread-safe. */
final class Digests {
    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digests::sha256);

    private Digests() {}

    /** The SHA-256 of a value; null for null, which is another thing than no bytes. */
    static @Nullable Bytes of(byte @Nullable [] value) {
        return value == null ? null : Bytes.wrap(SHA_256.get().digest(value));
    }

    /**
     * The SHA-256 over key and value, each with a flag for null and its length before it: no two different pairs are the same bytes.
     * The form never changes, since it makes ids that are stored.
     */
    static byte[] ofContent(byte @Nullable [] key, byte @Nullable [] value) {
        MessageDigest digest = SHA_256.get();
        digest.reset();
        update(digest, key);
        update(digest, value);
        return digest.digest();
    }

    private static void update(MessageDigest digest, byte @Nullable [] part) {
        if (part == null) {
            digest.update(ABSENT);
            return;
        }
        digest.update(PRESENT);
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (part.length >>> shift));
        }
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
