package io.eos.spi;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.Header;
import io.eos.api.NodeId;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Turns results into bytes and back, in a format that every store shares.
 *
 * <p>Version 1, big-endian: two bytes magic ({@code 0xE0 0x5E}), one byte version, one byte flags (none yet, 0), then status (1), nonce (8),
 * source topic id, partition and offset (16, 4, 8), time in milliseconds (8), attempts, input digest, payload, node, detail, and
 * the outputs (each: kind, topic, partition, timestamp, headers, and key and value unless it is a copy); last CRC32C (4) of all
 * before it. Counts and lengths are unsigned LEB128 numbers; the length of a value that may be null is one more than its size, 0
 * standing for null.
 *
 * <p>Thread-safe.
 */
public final class ResultCodec {
    /** The newest version, which {@link #encode} writes. */
    public static final int VERSION = 1;

    private static final int MAGIC = 0xE05E;
    private static final int CRC_BYTES = 4;
    /** What has the same size in each result: magic to flags, status, nonce, source, time, checksum. */
    private static final int FIXED_BYTES = 4 + 1 + 8 + 28 + 8 + CRC_BYTES;

    private static final byte RECORD = 1;
    private static final byte COPY = 2;

    private ResultCodec() {}

    /**
     * {@return the stored form of a result}
     *
     * @param result any result; its size is limited by the store, not here
     */
    public static byte[] encode(StoredResult result) {
        byte[] node = result.node().value().getBytes(StandardCharsets.UTF_8);
        byte[] detail = result.detail().getBytes(StandardCharsets.UTF_8);
        byte[] digest = Bytes.arrayOrNull(result.inputDigest());
        byte[] payload = Bytes.arrayOrNull(result.payload());
        // Exact where there are no outputs: nothing is copied then.
        ByteWriter out = new ByteWriter(FIXED_BYTES
                + ByteWriter.sizeOfVarint(result.attempts())
                + ByteWriter.sizeOfNullable(digest)
                + ByteWriter.sizeOfNullable(payload)
                + ByteWriter.sizeOfVarint(node.length)
                + node.length
                + ByteWriter.sizeOfVarint(detail.length)
                + detail.length
                + ByteWriter.sizeOfVarint(result.outputs().size()));
        out.putShort(MAGIC);
        out.putByte(VERSION);
        out.putByte(0);
        out.putByte(result.status().code());
        out.putLong(result.nonce());
        Coordinates source = result.source();
        out.putLong(source.topicId().getMostSignificantBits());
        out.putLong(source.topicId().getLeastSignificantBits());
        out.putInt(source.partition());
        out.putLong(source.offset());
        out.putLong(result.completedAt().toEpochMilli());
        out.putVarint(result.attempts());
        out.putNullable(digest);
        out.putNullable(payload);
        out.putText(node);
        out.putText(detail);
        out.putVarint(result.outputs().size());
        result.outputs().forEach(output -> encode(output, out));
        out.putInt((int) crc(out.array(), out.size()));
        return out.toArray();
    }

    private static void encode(Output output, ByteWriter out) {
        out.putByte(output instanceof OutputRecord ? RECORD : COPY);
        out.putText(output.topic());
        Integer partition = output.partition();
        out.putVarint(partition == null ? 0 : partition + 1L);
        Long timestamp = output.timestamp();
        out.putByte(timestamp == null ? 0 : 1);
        if (timestamp != null) {
            out.putLong(timestamp);
        }
        out.putVarint(output.headers().size());
        for (Header header : output.headers()) {
            out.putText(header.key());
            out.putNullable(Bytes.arrayOrNull(header.value()));
        }
        if (output instanceof OutputRecord written) {
            out.putNullable(Bytes.arrayOrNull(written.key()));
            out.putNullable(Bytes.arrayOrNull(written.value()));
        }
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @param stored what {@link #encode} gave
     * @return the result, equal to the one that was encoded
     * @throws CorruptRecordException if the bytes are damaged, or of a version that this release does not know
     */
    public static StoredResult decode(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        try {
            checkHead(stored);
            checkSum(stored);
            in.skip(4);
            StoredResult result = read(in);
            if (in.remaining() != CRC_BYTES) {
                throw new CorruptRecordException(
                        "a stored result had " + (in.remaining() - CRC_BYTES) + " bytes too many");
            }
            return result;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new CorruptRecordException("a stored result of " + stored.length + " bytes cannot be read", e);
        }
    }

    private static void checkHead(byte[] stored) {
        if (stored.length < 4 + CRC_BYTES || ByteBuffer.wrap(stored).getShort() != (short) MAGIC) {
            throw new CorruptRecordException(
                    "a stored result of " + stored.length + " bytes does not start as one of eos does");
        }
        if (stored[2] != VERSION || stored[3] != 0) {
            throw new CorruptRecordException("a stored result had version " + stored[2] + " and flags " + stored[3]
                    + " but this release reads version " + VERSION + " without flags; it was written by a newer one");
        }
    }

    private static void checkSum(byte[] stored) {
        int size = stored.length - CRC_BYTES;
        if ((int) crc(stored, size) != ByteBuffer.wrap(stored, size, CRC_BYTES).getInt()) {
            throw new CorruptRecordException("a stored result of " + stored.length + " bytes has a wrong checksum");
        }
    }

    private static StoredResult read(ByteReader in) {
        ResultStatus status = ResultStatus.of(in.getByte());
        long nonce = in.getLong();
        Coordinates source = new Coordinates(new UUID(in.getLong(), in.getLong()), in.getInt(), in.getLong());
        Instant completedAt = Instant.ofEpochMilli(in.getLong());
        int attempts = in.getCount();
        Bytes digest = Bytes.wrapNullable(in.getNullable());
        Bytes payload = Bytes.wrapNullable(in.getNullable());
        NodeId node = new NodeId(in.getText());
        String detail = in.getText();
        int count = in.getCount();
        List<Output> outputs = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            outputs.add(readOutput(in));
        }
        return new StoredResult(status, nonce, source, digest, payload, outputs, node, completedAt, attempts, detail);
    }

    private static Output readOutput(ByteReader in) {
        byte kind = in.getByte();
        if (kind != RECORD && kind != COPY) {
            throw new CorruptRecordException("a stored output's kind was " + kind + " but must be 1 or 2");
        }
        String topic = in.getText();
        long partitionPlusOne = in.getVarint();
        Integer partition = partitionPlusOne == 0 ? null : Integer.valueOf(Math.toIntExact(partitionPlusOne - 1));
        Long timestamp = in.getByte() == 0 ? null : Long.valueOf(in.getLong());
        int count = in.getCount();
        List<Header> headers = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            headers.add(new Header(in.getText(), Bytes.wrapNullable(in.getNullable())));
        }
        if (kind == COPY) {
            return new SourceCopy(topic, partition, timestamp, headers);
        }
        Bytes key = Bytes.wrapNullable(in.getNullable());
        return new OutputRecord(topic, partition, timestamp, headers, key, Bytes.wrapNullable(in.getNullable()));
    }

    private static long crc(byte[] bytes, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, size);
        return crc.getValue();
    }
}
