package io.eos.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One payment: what a message of the demo says. Immutable.
 *
 * @param id what makes two messages the same payment
 * @param account where the money goes
 * @param cents how much
 */
public record Payment(String id, String account, long cents) {
    /** The header that carries the id. */
    public static final String ID_HEADER = "payment-id";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As a message's value. */
    public byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #toJson()} wrote. */
    public static Payment fromJson(byte[] json) {
        try {
            return JSON.readValue(json, Payment.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
