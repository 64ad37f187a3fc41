package io.eos.peers;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.SetParams;

/** A {@code SET … NX} for each id, one after the other or all at once. */
final class PlainRedisPeer implements Peer {
    /** As long as eos keeps results by default. */
    private static final long RETENTION_SECONDS = Duration.ofDays(30).toSeconds();

    private final Jedis jedis;
    private final String prefix;
    private final boolean together;

    PlainRedisPeer(String address, String prefix, boolean together) {
        this.prefix = prefix;
        this.together = together;
        jedis = new Jedis(URI.create(address));
    }

    @Override
    public int markNew(List<String> ids) {
        return together ? pipelined(ids) : oneByOne(ids);
    }

    private int oneByOne(List<String> ids) {
        return (int) ids.stream()
                .map(id -> jedis.set(prefix + id, "1", ifAbsent()))
                .filter(Objects::nonNull)
                .count();
    }

    private int pipelined(List<String> ids) {
        Connection connection = jedis.getConnection();
        List<Response<String>> answers = new ArrayList<>(ids.size());
        try (Pipeline pipeline = new Pipeline(connection, false)) {
            ids.forEach(id -> answers.add(pipeline.set(prefix + id, "1", ifAbsent())));
        }
        return (int)
                answers.stream().map(Response::get).filter(Objects::nonNull).count();
    }

    private static SetParams ifAbsent() {
        return SetParams.setParams().nx().ex(RETENTION_SECONDS);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
