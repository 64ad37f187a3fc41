package io.eos.spi;

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

/**
 * The stored form of a processor's attributes, for stores that keep it as bytes: their number (4), then each name and value in modified UTF-8.
 *
 * <p>This is version 1, which has no byte for it. A later one begins with its version as a negative number, which was never a count.
 */
public final class AttributesCodec {
    private AttributesCodec() {}

    /**
     * {@return the stored form}
     *
     * @param attributes each name and value at most 65,535 bytes long
     */
    public static byte[] encode(SortedMap<String, String> attributes) {
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

    /**
     * {@return what was encoded}
     *
     * @param stored the whole stored form
     * @throws CorruptRecordException if it cannot be read, or is of a version that this release does not know
     */
    public static SortedMap<String, String> decode(byte[] stored) {
        SortedMap<String, String> attributes = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            int count = in.readInt();
            if (count < 0) {
                throw new CorruptRecordException("a processor's attributes had version " + -(long) count
                        + " but this release reads version 1; they were written by a newer one");
            }
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                attributes.put(name, in.readUTF());
            }
            if (in.available() > 0) {
                throw new CorruptRecordException("a processor's attributes had " + in.available() + " bytes too many");
            }
        } catch (IOException e) {
            throw new CorruptRecordException(
                    "a processor's attributes of " + stored.length + " bytes cannot be read", e);
        }
        return attributes;
    }
}
