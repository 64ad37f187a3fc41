package io.eos.api;

import org.jspecify.annotations.Nullable;

/**
 * A record header.
 *
 * @param key the header's name
 * @param value its bytes, or null, which Kafka allows
 */
public record Header(String key, @Nullable Bytes value) {
    /**
     * {@return a header with a text as its value, in UTF-8}
     *
     * @param key the header's name
     * @param value its text
     */
    public static Header text(String key, String value) {
        return new Header(key, Bytes.utf8(value));
    }
}
