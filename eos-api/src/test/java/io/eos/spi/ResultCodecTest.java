package io.eos.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.Header;
import io.eos.api.NodeId;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultCodecTest {
    private static final Coordinates SOURCE =
            new Coordinates(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), 5, 1_234_567_890_123L);

    private static final StoredResult SMALL = new StoredResult(
            ResultStatus.PROCESSED, 42, SOURCE, null, null, List.of(), new NodeId("n"), Instant.EPOCH, 1, "");

    private static final StoredResult FULL = new StoredResult(
            ResultStatus.DEAD_LETTER,
            -1,
            SOURCE,
            Bytes.wrap(new byte[32]),
            Bytes.utf8("payload"),
            List.of(
                    new OutputRecord(
                            "out",
                            2,
                            1_700_000_000_000L,
                            List.of(Header.text("h", "v"), new Header("none", null)),
                            Bytes.utf8("key"),
                            null),
                    new OutputRecord("out", null, null, List.of(), null, Bytes.EMPTY),
                    new SourceCopy("dlt", 7, null, List.of(Header.text("reason", "ü")))),
            new NodeId("host-1"),
            Instant.parse("2026-01-02T03:04:05.678Z"),
            300,
            "it failed");

    @Test
    void everyResultIsReadBackAsItWas() {
        long seed = System.nanoTime();
        System.out.println("ResultCodecTest seed " + seed);
        RandomResults results = new RandomResults(seed);
        for (int i = 0; i < 5_000; i++) {
            StoredResult result = results.next();
            assertThat(ResultCodec.decode(ResultCodec.encode(result)))
                    .as("seed %d", seed)
                    .isEqualTo(result);
        }
    }

    /** What was written by the first release is read by every later one, and written the same as long as the version is 1. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "full"})
    void goldenFilesStayReadable(String name) {
        StoredResult expected = name.equals("small") ? SMALL : FULL;
        byte[] golden = HexFormat.of()
                .parseHex(resource("/golden/result-v1-" + name + ".hex").replaceAll("\\s", ""));
        assertThat(ResultCodec.decode(golden)).isEqualTo(expected);
        assertThat(HexFormat.of().formatHex(ResultCodec.encode(expected)))
                .isEqualTo(HexFormat.of().formatHex(golden));
    }

    @Test
    void truncatedAtAnyLengthIsCorrupt() {
        byte[] whole = ResultCodec.encode(FULL);
        for (int length = 0; length < whole.length; length++) {
            assertCorrupt(Arrays.copyOf(whole, length), "length " + length);
        }
        assertCorrupt(Arrays.copyOf(whole, whole.length + 1), "one byte too many");
    }

    @Test
    void aFlippedBitAnywhereIsCorrupt() {
        byte[] whole = ResultCodec.encode(FULL);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertCorrupt(damaged, "bit " + bit);
        }
    }

    /** With a checksum that fits, so that the reading itself is tested: whatever it says, nothing but a result or a corrupt record comes of it. */
    @Test
    void damageUnderAGoodChecksumIsCorruptOrAnotherResultButNeverAnotherException() {
        long seed = System.nanoTime();
        System.out.println("ResultCodecTest seed " + seed);
        Random random = new Random(seed);
        byte[] whole = ResultCodec.encode(FULL);
        int corrupt = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(whole, 9 + random.nextInt(whole.length)) : whole.clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                damaged[4 + random.nextInt(damaged.length - 8)] =
                        (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
            }
            fixChecksum(damaged);
            try {
                ResultCodec.decode(damaged);
            } catch (CorruptRecordException e) {
                corrupt++;
            } catch (RuntimeException e) {
                Assertions.fail("seed " + seed + ": " + HexFormat.of().formatHex(damaged), e);
            }
        }
        assertThat(corrupt).isPositive();
    }

    @Test
    void anUnknownVersionOrFlagSaysThatItIsNewer() {
        for (int position : List.of(2, 3)) {
            byte[] newer = ResultCodec.encode(SMALL);
            newer[position] = 2;
            fixChecksum(newer);
            assertThatThrownBy(() -> ResultCodec.decode(newer))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining(position == 2 ? "had version 2 and flags 0" : "had version 1 and flags 2")
                    .hasMessageContaining("this release reads version 1 without flags; it was written by a newer one");
        }
    }

    @Test
    void bytesOfSomethingElseAreCorrupt() {
        assertCorrupt("{\"status\":\"PROCESSED\"}".getBytes(StandardCharsets.UTF_8), "JSON");
        assertCorrupt(new byte[100], "zeros");
    }

    @Test
    void anErrorShowsNoPayload() {
        byte[] damaged = ResultCodec.encode(FULL);
        damaged[40] ^= 1;
        assertThatThrownBy(() -> ResultCodec.decode(damaged)).hasMessageNotContaining("payload");
    }

    private static void assertCorrupt(byte[] bytes, String what) {
        assertThatThrownBy(() -> ResultCodec.decode(bytes)).as(what).isExactlyInstanceOf(CorruptRecordException.class);
    }

    private static void fixChecksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    }

    private static String resource(String name) {
        try (InputStream in = ResultCodecTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
