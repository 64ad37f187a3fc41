package com.example.mvstore;

import io.eos.api.CorruptRecordException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The stored form of every record: one byte version, then its fields. What is of a later version, or too short, is corrupt and never absent. */
final class Form {
    private static final byte VERSION = 1;

    private Form() {}

    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    static byte[] write(Writer fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            fields.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static <T> T read(byte[] stored, String what, Reader<T> fields) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new CorruptRecordException(
                        what + " had version " + version + " but this release reads " + VERSION);
            }
            return fields.read(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new CorruptRecordException(what + " of " + stored.length + " bytes cannot be read", e);
        }
    }
}
