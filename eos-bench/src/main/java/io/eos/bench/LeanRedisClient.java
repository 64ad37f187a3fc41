package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.bench.RedisNodes.Prompt;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The least that Redis can do: one script per slot, which puts values if absent under an epoch, over one connection to each server; the
 * scripts of a batch are sent at once. Where they are several, in a cluster in {@code PROCESSOR} scope, the watermark is written after them.
 * There is no claim, no list for retention, no time, and no answer about whose result won.
 */
final class LeanRedisClient implements Client {
    /** As the store spreads the ids of a processor in a cluster. */
    private static final int BUCKETS = 16;

    /** What the store adds to a body: token and time. */
    private static final int HEAD = 16;

    private static final String EPOCH = "1";

    private final RedisNodes nodes;
    private final Cell home;
    private final List<Cell> cells;
    private final byte[] script;
    private final byte[] body = new byte[HEAD + Messages.storedSize()];

    /** Two keys in one slot, and the connection to the server that has it. */
    private record Cell(String shard, String results, Prompt connection) {}

    private LeanRedisClient(RedisNodes nodes, String prefix, int buckets) throws IOException {
        this.nodes = nodes;
        home = cell(prefix + "{" + prefix + "home}");
        cells = buckets == 1
                ? List.of(home)
                : IntStream.range(0, buckets)
                        .mapToObj(number -> cell(prefix + "{" + prefix + number + "}"))
                        .toList();
        try (InputStream in = Objects.requireNonNull(LeanRedisClient.class.getResourceAsStream("lean.lua"))) {
            script = nodes.load(in.readAllBytes());
        }
    }

    /** Opens it under a prefix where nothing is. */
    static LeanRedisClient open(String address, String prefix, Scope scope) throws IOException {
        RedisNodes nodes = RedisNodes.connect(address);
        return new LeanRedisClient(nodes, prefix, nodes.clustered() && scope == Scope.PROCESSOR ? BUCKETS : 1);
    }

    private Cell cell(String name) {
        String shard = name + ":shard";
        Prompt connection = nodes.connection(shard);
        connection.executeCommand(
                new CommandArguments(Command.HSET).add(shard).add("epoch").add(EPOCH));
        return new Cell(shard, name + ":results", connection);
    }

    private Map<Integer, List<byte[]>> split(List<byte[]> ids) {
        if (cells.size() == 1) {
            return Map.of(0, ids);
        }
        Map<Integer, List<byte[]>> parts = new TreeMap<>();
        for (byte[] id : ids) {
            CRC32C crc = new CRC32C();
            crc.update(id);
            parts.computeIfAbsent((int) (crc.getValue() % cells.size()), any -> new ArrayList<>())
                    .add(id);
        }
        return parts;
    }

    @Override
    public void record(Batch batch) {
        Map<Integer, List<byte[]>> parts =
                split(batch.messages().stream().map(Message::id).toList());
        boolean together = cells.size() == 1;
        parts.forEach((number, ids) -> send(cells.get(number), together ? Long.toString(batch.watermark()) : "", ids));
        nodes.sendNow();
        long added = 0;
        for (Integer number : parts.keySet()) {
            added += (Long) answer(cells.get(number));
        }
        if (added != batch.size()) {
            throw new IllegalStateException("not recorded: an id was there already");
        }
        if (!together) {
            send(home, Long.toString(batch.watermark()), List.of());
            answer(home);
        }
    }

    private void send(Cell cell, String watermark, List<byte[]> ids) {
        CommandArguments call = new CommandArguments(Command.EVALSHA)
                .add(script)
                .add(2)
                .add(cell.shard())
                .add(cell.results())
                .add(EPOCH)
                .add(watermark);
        ids.forEach(call::add);
        ids.forEach(id -> call.add(body));
        cell.connection().sendCommand(call);
    }

    private static Object answer(Cell cell) {
        try {
            return cell.connection().getOne();
        } catch (JedisDataException e) {
            throw new IllegalStateException("refused", e);
        }
    }

    @Override
    public int find(List<MessageId> ids) {
        Map<Integer, List<byte[]>> parts =
                split(ids.stream().map(MessageId::toBytes).toList());
        parts.forEach((number, some) -> {
            Cell cell = cells.get(number);
            CommandArguments call = new CommandArguments(Command.HMGET).add(cell.results());
            some.forEach(call::add);
            cell.connection().sendCommand(call);
        });
        nodes.sendNow();
        int found = 0;
        for (Integer number : parts.keySet()) {
            List<?> values = (List<?>) answer(cells.get(number));
            found += (int) values.stream().filter(Objects::nonNull).count();
        }
        return found;
    }

    @Override
    public void close() {
        nodes.close();
    }
}
