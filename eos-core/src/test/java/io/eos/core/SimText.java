package io.eos.core;

import java.nio.charset.StandardCharsets;

/** Bytes for texts and back. */
final class SimText {
    private SimText() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
