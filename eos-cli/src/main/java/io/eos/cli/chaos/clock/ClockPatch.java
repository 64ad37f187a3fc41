package io.eos.cli.chaos.clock;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a class ask {@link SkewedClock} for the time: in its constant pool the references to {@code System.currentTimeMillis} and {@code Instant.now}
 * get another class, and nothing else changes. Not thread-safe.
 */
final class ClockPatch {
    private static final String CLOCK = SkewedClock.class.getName().replace('.', '/');
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int COUNT_AT = 8;

    private final byte[] file;
    private final ByteBuffer in;
    private final int count;
    /** Where each entry of the pool begins; the last: where the pool ends. */
    private final int[] at;

    private ClockPatch(byte[] file) {
        this.file = file.clone();
        this.in = ByteBuffer.wrap(this.file);
        this.count = in.getChar(COUNT_AT);
        this.at = new int[count + 1];
        int place = COUNT_AT + 2;
        for (int i = 1; i < count; i++) {
            at[i] = place;
            int tag = in.get(place);
            place += size(tag, place);
            if (tag == LONG || tag == DOUBLE) {
                at[++i] = place;
            }
        }
        at[count] = place;
    }

    /** The class file that asks the other clock, or null if it asks none. */
    static byte @Nullable [] of(byte[] file) {
        return new ClockPatch(file).patched();
    }

    private int size(int tag, int place) {
        return switch (tag) {
            case UTF8 -> 3 + in.getChar(place + 1);
            case CLASS, 8, 16, 19, 20 -> 3;
            case 15 -> 4;
            case LONG, DOUBLE -> 9;
            default -> 5;
        };
    }

    private byte @Nullable [] patched() {
        Set<Integer> found = new HashSet<>();
        for (int i = 1; i < count; i++) {
            if (at[i] < at[i + 1] && in.get(at[i]) == METHOD && readsClock(at[i])) {
                found.add(at[i]);
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        // Two entries behind the last one: a name, and the class of that name.
        found.forEach(method -> in.putChar(method + 1, (char) (count + 1)));
        in.putChar(COUNT_AT, (char) (count + 2));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(file.length + CLOCK.length() + 6);
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(file, 0, at[count]);
            out.writeByte(UTF8);
            out.writeUTF(CLOCK);
            out.writeByte(CLASS);
            out.writeChar(count);
            out.write(file, at[count], file.length - at[count]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean readsClock(int method) {
        String type = text(in.getChar(at[in.getChar(method + 1)] + 1));
        int nameAndType = at[in.getChar(method + 3)];
        String called = type + "." + text(in.getChar(nameAndType + 1)) + text(in.getChar(nameAndType + 3));
        return called.equals("java/lang/System.currentTimeMillis()J")
                || called.equals("java/time/Instant.now()Ljava/time/Instant;");
    }

    private String text(int entry) {
        int place = at[entry];
        return new String(file, place + 3, in.getChar(place + 1), StandardCharsets.UTF_8);
    }
}
