package io.eos.cli.chaos.scenario;

import io.eos.api.Bytes;
import io.eos.api.Header;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.StoredResult;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes results as the first release did: version 1 of the stored form, written down a second time, so that it stays what it was whatever
 * becomes of {@link io.eos.spi.ResultCodec}. Stateless.
 */
final class FormatOne {
    private static final int MAGIC = 0xE05E;
    private static final int CRC_BYTES = 4;
    private static final int VERSION_AT = 2;

    private FormatOne() {}

    static byte[] encode(StoredResult result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeShort(MAGIC);
            out.writeByte(1);
            out.writeByte(0);
            out.writeByte(result.status().code());
            out.writeLong(result.nonce());
            out.write(result.source().toBytes());
            out.writeLong(result.completedAt().toEpochMilli());
            number(out, result.attempts());
            nullable(out, result.inputDigest());
            nullable(out, result.payload());
            text(out, result.node().value());
            text(out, result.detail());
            number(out, result.outputs().size());
            for (Output output : result.outputs()) {
                output(out, output);
            }
            out.writeInt(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return summed(bytes.toByteArray());
    }

    /** The same as a later release would have written it: with another version, and a checksum that is right. */
    static byte[] ofLater(byte[] stored) {
        byte[] later = stored.clone();
        later[VERSION_AT]++;
        return summed(later);
    }

    private static byte[] summed(byte[] stored) {
        CRC32C crc = new CRC32C();
        crc.update(stored, 0, stored.length - CRC_BYTES);
        ByteBuffer.wrap(stored).putInt(stored.length - CRC_BYTES, (int) crc.getValue());
        return stored;
    }

    private static void output(DataOutputStream out, Output output) throws IOException {
        out.writeByte(output instanceof OutputRecord ? 1 : 2);
        text(out, output.topic());
        Integer partition = output.partition();
        number(out, partition == null ? 0 : partition + 1L);
        Long timestamp = output.timestamp();
        out.writeByte(timestamp == null ? 0 : 1);
        if (timestamp != null) {
            out.writeLong(timestamp);
        }
        number(out, output.headers().size());
        for (Header header : output.headers()) {
            text(out, header.key());
            nullable(out, header.value());
        }
        if (output instanceof OutputRecord written) {
            nullable(out, written.key());
            nullable(out, written.value());
        }
    }

    private static void number(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static void nullable(DataOutputStream out, @Nullable Bytes bytes) throws IOException {
        number(out, bytes == null ? 0 : bytes.size() + 1L);
        if (bytes != null) {
            out.write(bytes.toArray());
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.write(bytes);
    }
}
