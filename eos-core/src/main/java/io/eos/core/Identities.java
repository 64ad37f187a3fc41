package io.eos.core;

import io.eos.api.Coordinates;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The ways to find a message's id. {@link MessageIdentity} documents them. */
final class Identities {
    private Identities() {}

    /** What all of them check: an id that is empty or too long is none. The bytes are handed over. */
    static MessageId business(String what, byte @Nullable [] bytes) throws NoIdentityException {
        if (bytes == null) {
            throw new NoIdentityException(what + " is null");
        }
        if (bytes.length == 0) {
            throw new NoIdentityException(what + " is empty");
        }
        if (bytes.length > MessageId.MAX_BYTES) {
            throw new NoIdentityException(what + " has " + bytes.length + " bytes, more than the " + MessageId.MAX_BYTES
                    + " that an id may have");
        }
        return MessageId.business(bytes);
    }

    static MessageId business(String what, @Nullable String text) throws NoIdentityException {
        if (text == null || text.length() > MessageId.MAX_BYTES) {
            return business(what, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            // Not getBytes: it would turn different texts that are no Unicode into the same question marks.
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return business(what, bytes);
        } catch (CharacterCodingException e) {
            throw new NoIdentityException(what + " is no valid Unicode");
        }
    }

    /** The last header of a name. */
    static final class OfHeader extends MessageIdentity {
        private final String name;

        OfHeader(String name) {
            this.name = name;
        }

        @Override
        public String text() {
            return "header:" + name;
        }

        @Override
        MessageId identify(ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates)
                throws NoIdentityException {
            var header = raw.headers().lastHeader(name);
            if (header == null) {
                throw new NoIdentityException("header '" + name + "' is missing");
            }
            return business("header '" + name + "'", copy(header.value()));
        }
    }

    /** The key's bytes. */
    static final class OfKey extends MessageIdentity {
        @Override
        public String text() {
            return "key";
        }

        @Override
        MessageId identify(ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates)
                throws NoIdentityException {
            return business("the key", copy(raw.key()));
        }
    }

    /** A handler gets the same array, and may write to it. */
    private static byte @Nullable [] copy(byte @Nullable [] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    /** A scalar inside a value that is JSON. */
    static final class OfJson extends MessageIdentity {
        private final JsonField field;

        OfJson(JsonField field) {
            this.field = field;
        }

        @Override
        public String text() {
            return "json:" + field.pointer();
        }

        @Override
        MessageId identify(ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates)
                throws NoIdentityException {
            if (raw.value() == null) {
                throw new NoIdentityException("the value is null, so it has no JSON field '" + field.pointer() + "'");
            }
            return business("JSON field '" + field.pointer() + "'", field.in(raw.value()));
        }
    }

    /** A hash of key and value. */
    static final class OfContent extends MessageIdentity {
        @Override
        public String text() {
            return "content";
        }

        @Override
        MessageId identify(ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates) {
            return MessageId.content(Digests.ofContent(raw.key(), raw.value()));
        }
    }

    /** Where the message stands. */
    static final class OfCoordinates extends MessageIdentity {
        @Override
        public String text() {
            return "coordinates";
        }

        @Override
        public Scope defaultScope() {
            return Scope.SHARD;
        }

        @Override
        MessageId identify(ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates) {
            return MessageId.of(coordinates);
        }
    }

    /** What a function says. */
    static final class OfFunction<K, V> extends MessageIdentity {
        private final Function<? super ConsumerRecord<K, V>, ? extends @Nullable String> function;

        OfFunction(Function<? super ConsumerRecord<K, V>, ? extends @Nullable String> function) {
            this.function = function;
        }

        @Override
        public String text() {
            return FUNCTION;
        }

        @Override
        boolean needsDecoding() {
            return true;
        }

        @Override
        @SuppressWarnings("unchecked") // the builder's deserializers make the types; a wrong one is caught below
        MessageId identify(ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates)
                throws NoIdentityException {
            String id;
            try {
                id = function.apply((ConsumerRecord<K, V>) decoded);
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
                // Without its message, which may quote the payload.
                throw new NoIdentityException(
                        "the identity function failed with " + e.getClass().getName());
            }
            return business("what the identity function returned", id);
        }
    }
}
