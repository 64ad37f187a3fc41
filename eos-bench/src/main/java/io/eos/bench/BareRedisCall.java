package io.eos.bench;

import io.eos.bench.BareRedisClient.Cell;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** Puts the calls of the store's scripts together. Not thread-safe. */
final class BareRedisCall {
    private static final byte[] ROW_FIELD = text("tenure");
    private static final byte[] NONE = {};
    private static final byte[] NO_LEADER_EPOCH = text("0");
    /** How a list of pending messages is stored that has none. */
    private static final byte[] NOTHING_PENDING = {1};

    private final byte[] field;
    private final byte[] tenure;
    private byte[] sequence = NONE;
    private byte[] acknowledged = NONE;
    private byte[] watermark = NONE;
    private long seenMicros;
    private long seenNanos;

    /**
     * For one tenure.
     *
     * @param field of the hash beside the results that has the tenure
     */
    BareRedisCall(byte[] field, byte[] tenure) {
        this.field = field;
        this.tenure = tenure;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The checkpoint of the calls from now on. */
    void next(long newSequence, long newAcknowledged, long newWatermark) {
        sequence = text(Long.toString(newSequence));
        acknowledged = text(Long.toString(newAcknowledged));
        watermark = text(Long.toString(newWatermark));
    }

    /** Takes what the server answered: milliseconds, and a number. */
    void toldTime(byte[] entry) {
        long millis = 0;
        for (int i = 0; entry[i] != '-'; i++) {
            millis = millis * 10 + entry[i] - '0';
        }
        seenMicros = millis * 1000;
        seenNanos = System.nanoTime();
    }

    /** The server's time as far as it is known: the script copies results that come with another one, so the store does the same. */
    long serverMicros() {
        return seenMicros == 0 ? 0 : seenMicros + (System.nanoTime() - seenNanos) / 1000;
    }

    /** A script on the shard's row alone. */
    CommandArguments ofRow(byte[] script, byte[] row) {
        CommandArguments call =
                new CommandArguments(Command.EVALSHA).add(script).add(1).add(row);
        return checkpoint(call, ROW_FIELD, NONE);
    }

    /** The script that records. */
    CommandArguments results(byte[] script, Cell cell, List<Message> messages, byte[] time, long micros) {
        CommandArguments call = new CommandArguments(Command.EVALSHA)
                .add(script)
                .add(4)
                .add(cell.fence)
                .add(cell.results)
                .add(cell.claims)
                .add(cell.ages);
        checkpoint(call, field, time).add(NONE).add(list(messages));
        for (Message message : messages) {
            byte[] body = message.body();
            byte[] result = ByteBuffer.allocate(2 * Long.BYTES + body.length)
                    .putLong(0)
                    .putLong(micros)
                    .put(body)
                    .array();
            call.add(message.id()).add(result);
        }
        return call;
    }

    private CommandArguments checkpoint(CommandArguments call, byte[] fenceField, byte[] time) {
        return call.add(fenceField)
                .add(tenure)
                .add(sequence)
                .add(acknowledged)
                .add(watermark)
                .add(NO_LEADER_EPOCH)
                .add(NOTHING_PENDING)
                .add(time);
    }

    /** The ids as an array in MessagePack. */
    private static byte[] list(List<Message> messages) {
        int bytes = 3;
        for (Message message : messages) {
            bytes += 3 + message.id().length;
        }
        ByteBuffer list = ByteBuffer.allocate(bytes).put((byte) 0xdc).putShort((short) messages.size());
        for (Message message : messages) {
            list.put((byte) 0xda).putShort((short) message.id().length).put(message.id());
        }
        return list.array();
    }
}
