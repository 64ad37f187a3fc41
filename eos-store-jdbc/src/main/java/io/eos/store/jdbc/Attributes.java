package io.eos.store.jdbc;

import io.eos.api.CorruptRecordException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stored form of a processor's attributes: their number, then each name and value in modified UTF-8. */
final class Attributes {
    private Attributes() {}

    static byte[] encode(SortedMap<String, String> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(attributes.size());
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                out.writeUTF(attribute.getKey());
                out.writeUTF(attribute.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a processor's attribute is longer than 65,535 bytes", e);
        }
        return bytes.toByteArray();
    }

    static SortedMap<String, String> decode(byte[] stored) {
        SortedMap<String, String> attributes = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                attributes.put(name, in.readUTF());
            }
        } catch (IOException e) {
            throw new CorruptRecordException(
                    "a processor's attributes of " + stored.length + " bytes cannot be read", e);
        }
        return attributes;
    }
}
