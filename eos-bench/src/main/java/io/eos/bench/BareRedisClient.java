package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.bench.RedisNodes.Prompt;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a program would send to Redis to do what eos's store does: the store's own script, on the store's keys, under a tenure that the store
 * issued. In a cluster in {@code PROCESSOR} scope also the script that names what is pending, before, and once more the first one, for the
 * checkpoint, after. One connection to each server; what goes to several is sent at once.
 */
final class BareRedisClient implements Client {
    /** Over how many slots the store spreads the ids of a processor in a cluster. */
    private static final int BUCKETS = 16;

    private final RedisNodes nodes;
    private final byte[] row;
    private final Prompt home;
    private final Cell[] cells;
    private final byte[] record;
    private final byte[] announce;
    private final BareRedisCall calls;
    private long sequence;
    private long acknowledged = Checkpoint.NONE;

    /** The keys of a place in which ids are unique, and the connection to the server that has them. */
    static final class Cell {
        final byte[] fence;
        final byte[] results;
        final byte[] claims;
        final byte[] ages;
        final Prompt connection;

        Cell(String name, String fence, Prompt connection) {
            this.fence = bytes(fence);
            this.connection = connection;
            results = bytes(name + ":results");
            claims = bytes(name + ":claims");
            ages = bytes(name + ":ages");
        }
    }

    /**
     * Goes on under a tenure.
     *
     * @param prefix of the keys among which the tenure is the present one
     */
    BareRedisClient(String address, String prefix, Tenure tenure) throws IOException {
        nodes = RedisNodes.connect(address);
        Shard shard = tenure.shard();
        String member = shard.topicId() + ":" + shard.partition();
        boolean spread = nodes.clustered() && tenure.scope() == Scope.PROCESSOR;
        String name = prefix + "{" + shard.processor() + ":";
        String first = spread || tenure.scope() == Scope.SHARD ? name + member + "}" : name + "0}";
        String rowKey = first + ":shard:" + member;
        row = bytes(rowKey);
        home = nodes.connection(rowKey);
        cells = new Cell[spread ? BUCKETS : 1];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = spread ? cell(name + i + "}", name + i + "}:tenures") : cell(first, rowKey);
        }
        record = nodes.load(script("record.lua"));
        announce = nodes.load(script("announce.lua"));
        calls = new BareRedisCall(bytes(spread ? member : "tenure"), bytes(tenure.epoch() + ":" + tenure.nonce()));
    }

    /** As the store sends it: what its scripts share comes first. */
    private static byte[] script(String file) throws IOException {
        return bytes(ClassPath.text("/io/eos/store/redis/common.lua") + ClassPath.text("/io/eos/store/redis/" + file));
    }

    private Cell cell(String name, String fence) {
        return new Cell(name, fence, nodes.connection(fence));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void record(Batch batch) {
        calls.next(++sequence, acknowledged, batch.watermark());
        if (cells.length == 1) {
            home.sendCommand(calls.results(record, cells[0], batch.messages(), new byte[0], calls.serverMicros()));
            calls.toldTime((byte[]) accepted(home).get(1));
        } else {
            recordSpread(batch.messages());
        }
        acknowledged = batch.watermark();
    }

    private void recordSpread(List<Message> messages) {
        home.sendCommand(calls.ofRow(announce, row));
        byte[] time = (byte[]) accepted(home).get(1);
        long micros = Long.parseLong(new String(time, StandardCharsets.US_ASCII));
        List<List<Message>> parts = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            parts.add(new ArrayList<>(messages.size() / cells.length + 8));
        }
        messages.forEach(message -> parts.get(bucket(message.id())).add(message));
        for (int i = 0; i < cells.length; i++) {
            if (!parts.get(i).isEmpty()) {
                cells[i].connection.sendCommand(calls.results(record, cells[i], parts.get(i), time, micros));
            }
        }
        nodes.sendNow();
        for (int i = 0; i < cells.length; i++) {
            if (!parts.get(i).isEmpty()) {
                accepted(cells[i].connection);
            }
        }
        home.sendCommand(calls.ofRow(record, row));
        accepted(home);
    }

    private int bucket(byte[] id) {
        CRC32C crc = new CRC32C();
        crc.update(id);
        return (int) (crc.getValue() % cells.length);
    }

    /** The answer of a script that did all that it was asked. */
    private static List<?> accepted(Prompt connection) {
        List<?> answer = (List<?>) answer(connection);
        if (((byte[]) answer.get(0))[0] != 'O' || answer.size() > 2) {
            throw new IllegalStateException("not recorded: an id was there already, or the tenure was refused");
        }
        return answer;
    }

    private static Object answer(Prompt connection) {
        try {
            return connection.getOne();
        } catch (JedisDataException e) {
            throw new IllegalStateException("not recorded", e);
        }
    }

    @Override
    public int find(List<MessageId> ids) {
        CommandArguments[] looks = new CommandArguments[cells.length];
        for (MessageId wanted : ids) {
            byte[] id = wanted.toBytes();
            int bucket = cells.length == 1 ? 0 : bucket(id);
            if (looks[bucket] == null) {
                looks[bucket] = new CommandArguments(Command.HMGET).add(cells[bucket].results);
            }
            looks[bucket].add(id);
        }
        for (int i = 0; i < cells.length; i++) {
            if (looks[i] != null) {
                cells[i].connection.sendCommand(looks[i]);
            }
        }
        nodes.sendNow();
        int found = 0;
        for (int i = 0; i < cells.length; i++) {
            if (looks[i] != null) {
                List<?> values = (List<?>) answer(cells[i].connection);
                found += (int) values.stream().filter(Objects::nonNull).count();
            }
        }
        return found;
    }

    @Override
    public void close() {
        nodes.close();
    }
}
