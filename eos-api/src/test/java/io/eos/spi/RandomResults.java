package io.eos.spi;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.Header;
import io.eos.api.NodeId;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Results of all shapes, from a seed. */
final class RandomResults {
    private final Random random;

    RandomResults(long seed) {
        random = new Random(seed);
    }

    StoredResult next() {
        return new StoredResult(
                random.nextBoolean() ? ResultStatus.PROCESSED : ResultStatus.DEAD_LETTER,
                random.nextLong(),
                new Coordinates(
                        new UUID(random.nextLong(), random.nextLong()),
                        random.nextInt() & Integer.MAX_VALUE,
                        random.nextLong() & Long.MAX_VALUE),
                orNull(() -> bytes(33)),
                orNull(() -> bytes(1000)),
                Stream.generate(this::output).limit(random.nextInt(4)).toList(),
                new NodeId("n" + text()),
                Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64)),
                random.nextInt(4) == 0 ? random.nextInt() & Integer.MAX_VALUE : random.nextInt(5),
                text());
    }

    private Output output() {
        Integer partition = orNull(() -> random.nextBoolean() ? random.nextInt(9) : Integer.MAX_VALUE);
        Long timestamp = orNull(random::nextLong);
        var headers = Stream.generate(() -> new Header(text(), orNull(() -> bytes(20))))
                .limit(random.nextInt(3))
                .toList();
        return random.nextInt(3) == 0
                ? new SourceCopy(text(), partition, timestamp, headers)
                : new OutputRecord(
                        text(), partition, timestamp, headers, orNull(() -> bytes(50)), orNull(() -> bytes(300)));
    }

    private Bytes bytes(int below) {
        byte[] bytes = new byte[random.nextInt(below)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private String text() {
        return random.ints(random.nextInt(20), 0, Character.MAX_CODE_POINT + 1)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private <T> @Nullable T orNull(Supplier<T> supplier) {
        return random.nextInt(4) == 0 ? null : supplier.get();
    }
}
