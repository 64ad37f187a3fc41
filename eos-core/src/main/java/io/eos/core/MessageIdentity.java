package io.eos.core;

import io.eos.api.Coordinates;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a message's id is found: what makes two deliveries the same message. Immutable and thread-safe.
 *
 * <p>A message without an id, or with one that is longer than {@value MessageId#MAX_BYTES} bytes, becomes a dead letter that says what
 * was missing. An identity is stored with the processor and never changed: the ids of before would not be found again.
 */
public abstract class MessageIdentity {
    static final String FUNCTION = "function";
    static final String ALLOWED =
            "one of header:NAME, key, json:/POINTER, content and coordinates, as in header:payment-id or json:/order/id";

    MessageIdentity() {}

    /**
     * The bytes of the last header of that name. The best one, where the producer sends it: {@link MessageIdInterceptor}.
     *
     * @param name the header's name
     * @return an identity
     */
    public static MessageIdentity header(String name) {
        if (name.isBlank()) {
            throw new InvalidConfigurationException("the name of the identity's header is blank");
        }
        return new Identities.OfHeader(name);
    }

    /**
     * The key's bytes. Only for topics where each key occurs once: a second message with the same key counts as a duplicate.
     *
     * @return an identity
     */
    public static MessageIdentity key() {
        return new Identities.OfKey();
    }

    /**
     * A field of a value that is JSON in UTF-8: a string's content, a number as it is written ({@code 1.0} and {@code 1} are two ids), or a
     * boolean. Anything else, also a field that is there twice, is no id.
     *
     * @param pointer a JSON pointer (RFC 6901), such as {@code /order/id} or {@code /payments/0}
     * @return an identity
     */
    public static MessageIdentity jsonPointer(String pointer) {
        try {
            return new Identities.OfJson(new JsonField(pointer));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    "the identity's JSON pointer was '" + pointer + "' but must be like /order/id", e);
        }
    }

    /**
     * The SHA-256 of key and value; each may be null. Headers and timestamp do not count. Use it only if two distinct messages can never
     * have the same key and value.
     *
     * @return an identity
     */
    public static MessageIdentity content() {
        return new Identities.OfContent();
    }

    /**
     * Topic id, partition and offset: each record is a message of its own. It guards against repeated deliveries, not against a producer
     * that sends a message again.
     *
     * @return an identity
     */
    public static MessageIdentity coordinates() {
        return new Identities.OfCoordinates();
    }

    /**
     * What a function of the decoded message returns. It must be pure: the same for the same message on every node, for ever. Null, an
     * empty text or an exception is no id. What it does is not stored, so a changed function under the same processor name is not noticed.
     *
     * @param <K> what keys are decoded to
     * @param <V> what values are decoded to
     * @param function gives the id, from 1 to 512 bytes of UTF-8
     * @return an identity
     */
    public static <K, V> MessageIdentity of(
            Function<? super ConsumerRecord<K, V>, ? extends @Nullable String> function) {
        return new Identities.OfFunction<>(function);
    }

    /**
     * Reads an identity's {@link #text()}, except {@code function}.
     *
     * @param text such as {@code header:payment-id}, {@code key}, {@code json:/order/id}, {@code content} or {@code coordinates}
     * @return the identity
     * @throws InvalidConfigurationException if it is none
     */
    public static MessageIdentity parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("header:")) {
            return header(trimmed.substring("header:".length()).strip());
        }
        if (trimmed.startsWith("json:")) {
            return jsonPointer(trimmed.substring("json:".length()).strip());
        }
        return switch (trimmed) {
            case "key" -> key();
            case "content" -> content();
            case "coordinates" -> coordinates();
            case FUNCTION ->
                throw new InvalidConfigurationException(
                        "an identity that is a function can be set in the program only, with the builder");
            default -> throw new InvalidConfigurationException("an identity was '" + text + "' but must be " + ALLOWED);
        };
    }

    /** {@return the text that stands for it in settings and with the stored processor, such as {@code header:payment-id}} */
    public abstract String text();

    /** {@return {@code SHARD} for coordinates, which are unique anyway, else {@code PROCESSOR}} */
    public Scope defaultScope() {
        return Scope.PROCESSOR;
    }

    /** Whether {@link #identify} looks at the decoded message, and therefore finds no id where decoding fails. */
    boolean needsDecoding() {
        return false;
    }

    /**
     * The id of a message.
     *
     * @param raw the record as it came
     * @param decoded the decoded record, or the raw one where {@link #needsDecoding()} is false
     * @throws NoIdentityException if it has none, with a reason that holds no payload
     */
    abstract MessageId identify(
            ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates)
            throws NoIdentityException;

    @Override
    public String toString() {
        return text();
    }
}
