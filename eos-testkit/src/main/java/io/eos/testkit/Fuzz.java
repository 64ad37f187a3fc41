package io.eos.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * Damaged input for whatever reads bytes or text from outside: a stored record, a znode's name, an address, a header. What is made of valid
 * input by a few random changes must be read, or refused by one of the exceptions that the reader documents; anything else fails, with
 * the seed and the input.
 *
 * <pre>{@code
 * new Fuzz(CorruptRecordException.class).bytes(List.of(MyCodec.encode(result)), MyCodec::decode);
 * }</pre>
 *
 * <p>System properties: {@code eos.fuzz.inputs} (5000) for each call, {@code eos.fuzz.seed}. Not thread-safe.
 */
public final class Fuzz {
    private static final int INPUTS = Integer.getInteger("eos.fuzz.inputs", 5000);
    private static final int MOST_CHANGES = 4;
    private static final int SHOWN = 2000;
    /** Of bytes, at which lengths, signs and versions go wrong. */
    private static final byte[] BYTES = {0, 1, 2, 3, 0x0d, 0x20, 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff};

    private static final List<String> TEXTS = List.of(
            "",
            ":",
            "/",
            "//",
            "@",
            "?",
            "&",
            "=",
            "%",
            "%zz",
            "%00",
            "..",
            ",",
            ";",
            "'",
            "\"",
            "\\",
            "{",
            "[",
            "-",
            "-1",
            "0",
            "9999999999",
            "99999999999999999999",
            "1e9",
            "\0",
            " ",
            "\n",
            "\u00e9",
            "\ud800",
            "\ud83d\ude00",
            "[::1]");

    private final Set<Class<? extends RuntimeException>> refusals;
    private final long seed = Long.getLong("eos.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private UnaryOperator<byte[]> repair = UnaryOperator.identity();

    /**
     * Of readers that refuse what they cannot read by certain exceptions.
     *
     * @param refusals each allows its subclasses too; none if the reader must take everything
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public Fuzz(Class<? extends RuntimeException>... refusals) {
        this.refusals = Set.of(refusals);
    }

    /** A reader. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads.
         *
         * @param input to be read
         */
        void read(T input);
    }

    /**
     * Makes damaged bytes right in what would refuse all of them at once, such as a checksum: half of the inputs go through it.
     *
     * @param how gives the repaired bytes
     * @return this
     */
    public Fuzz repairedBy(UnaryOperator<byte[]> how) {
        repair = how;
        return this;
    }

    /**
     * A repair for forms that end with a CRC32C of all before it, in four bytes, big-endian.
     *
     * @param damaged is changed, if it is long enough
     * @return the same array
     */
    public static byte[] withCrc32c(byte[] damaged) {
        int end = damaged.length - Integer.BYTES;
        if (end >= 0) {
            CRC32C crc = new CRC32C();
            crc.update(damaged, 0, end);
            ByteBuffer.wrap(damaged).putInt(end, (int) crc.getValue());
        }
        return damaged;
    }

    /**
     * Has damaged bytes read.
     *
     * @param valid what the reader reads
     * @param reader what is tested
     */
    public void bytes(List<byte[]> valid, Reader<byte[]> reader) {
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = pick(valid).clone();
            for (int change = random.nextInt(MOST_CHANGES); change >= 0; change--) {
                input = changed(input, pick(valid));
            }
            byte[] given = random.nextBoolean() ? input : repair.apply(input);
            read(given, reader, HexFormat.of().formatHex(given));
        }
    }

    /**
     * Has damaged texts read.
     *
     * @param valid what the reader reads
     * @param reader what is tested
     */
    public void texts(List<String> valid, Reader<String> reader) {
        for (int i = 0; i < INPUTS; i++) {
            String input = pick(valid);
            for (int change = random.nextInt(MOST_CHANGES); change >= 0; change--) {
                input = changed(input, pick(valid));
            }
            read(input, reader, input);
        }
    }

    /**
     * The same with texts as bytes of UTF-8, some of which are none.
     *
     * @param valid what the reader reads
     * @param reader what is tested
     */
    public void textsAsBytes(List<String> valid, Reader<byte[]> reader) {
        texts(valid, text -> reader.read(text.getBytes(StandardCharsets.UTF_8)));
        bytes(valid.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList(), reader);
    }

    private <T> void read(T input, Reader<T> reader, String shown) {
        try {
            reader.read(input);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (refusals.stream().noneMatch(refusal -> refusal.isInstance(e))) {
                throw new AssertionError(
                        "-Deos.fuzz.seed=" + seed + ": " + e.getClass().getSimpleName() + " but allowed are "
                                + allowed()
                                + ", at the input "
                                + shown.substring(0, Math.min(SHOWN, shown.length())),
                        e);
            }
        }
    }

    private String allowed() {
        return refusals.stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private byte[] changed(byte[] input, byte[] other) {
        int at = random.nextInt(input.length + 1);
        int to = at + random.nextInt(Math.min(9, input.length + 1 - at));
        byte[] piece = switch (random.nextInt(6)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {BYTES[random.nextInt(BYTES.length)]};
            case 2 -> repeated(BYTES[random.nextInt(BYTES.length)], 1 + random.nextInt(8));
            case 3 -> random(random.nextInt(9));
            case 4 -> Arrays.copyOfRange(other, Math.min(at, other.length), Math.min(to, other.length));
            default -> flipped(input, at);
        };
        boolean cut = random.nextInt(12) == 0;
        int rest = cut ? input.length : Math.min(input.length, random.nextBoolean() ? at + piece.length : to);
        byte[] result = new byte[at + piece.length + input.length - rest];
        System.arraycopy(input, 0, result, 0, at);
        System.arraycopy(piece, 0, result, at, piece.length);
        System.arraycopy(input, rest, result, at + piece.length, input.length - rest);
        return result;
    }

    private byte[] flipped(byte[] input, int at) {
        return at == input.length ? new byte[0] : new byte[] {(byte) (input[at] ^ 1 << random.nextInt(8))};
    }

    private static byte[] repeated(byte value, int times) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, value);
        return bytes;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String changed(String input, String other) {
        int at = random.nextInt(input.length() + 1);
        int to = at + random.nextInt(Math.min(9, input.length() + 1 - at));
        String piece = switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> other.substring(Math.min(at, other.length()), Math.min(to, other.length()));
            case 2 -> pick(TEXTS).repeat(random.nextInt(20) == 0 ? 300 : 1);
            default -> pick(TEXTS);
        };
        return input.substring(0, at) + piece + (random.nextInt(12) == 0 ? "" : input.substring(to));
    }
}
