package io.eos.bench;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Completion;
import io.eos.spi.ResultCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Makes messages that were never there before: ids of 16 random bytes, results with 100 bytes of payload. Not thread-safe. */
final class Messages {
    /** Where they come from. */
    static final Shard SHARD = new Shard("bench", new UUID(0x0e05L, 0xbe7cL), 0);

    private static final int ID_BYTES = 16;
    private static final Bytes DIGEST = Bytes.wrap(new byte[32]);
    private static final Bytes PAYLOAD = Bytes.wrap(new byte[100]);
    private static final NodeId NODE = new NodeId("bench-node");
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private final SplittableRandom random;
    private long offset;

    Messages(long seed) {
        random = new SplittableRandom(seed);
    }

    /** How many bytes a result takes when it is stored. */
    static int storedSize() {
        return ResultCodec.encode(new Messages(0).completion().result()).length;
    }

    /** A batch in parts of no more than so many. */
    static <T> List<List<T>> parts(List<T> batch, int most) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < batch.size(); from += most) {
            parts.add(batch.subList(from, Math.min(batch.size(), from + most)));
        }
        return parts;
    }

    MessageId id() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return MessageId.business(bytes);
    }

    List<MessageId> ids(int count) {
        List<MessageId> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(id());
        }
        return ids;
    }

    /** The next messages. */
    Batch batch(int count) {
        List<Message> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batch.add(new Message(completion()));
        }
        return new Batch(batch);
    }

    private Completion completion() {
        StoredResult result = new StoredResult(
                ResultStatus.PROCESSED,
                random.nextLong(),
                SHARD.at(offset++),
                DIGEST,
                PAYLOAD,
                List.of(),
                NODE,
                TIME,
                1,
                "");
        return Completion.unclaimed(id(), result);
    }
}
