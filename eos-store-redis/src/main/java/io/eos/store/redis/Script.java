package io.eos.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What the server runs in one step; each Lua file says why that matters. A script is called by its hash, and sent in full only where the
 * server does not know it (any more).
 */
enum Script {
    REGISTER,
    AMEND,
    ENLIST,
    ACQUIRE,
    LOWER,
    FENCE,
    ANNOUNCE,
    CHECK,
    CLAIM,
    RENEW,
    RELEASE,
    RECORD,
    REPLACE,
    TRANSACT,
    ERASE,
    DELETE,
    PURGE;

    private final String source;
    private final String hash;

    Script() {
        String name = name().toLowerCase(Locale.ROOT) + ".lua";
        source = read("common.lua") + read(name);
        hash = sha1(source.getBytes(StandardCharsets.UTF_8));
    }

    /** The text, as the server takes it. */
    String source() {
        return source;
    }

    /** The name by which a server knows the text. */
    String hash() {
        return hash;
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the script " + name, e);
        }
    }

    private static String sha1(byte[] text) {
        try {
            // What Redis names scripts by; nothing rests on its strength.
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
