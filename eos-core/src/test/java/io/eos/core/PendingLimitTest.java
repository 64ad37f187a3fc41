package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import io.eos.spi.PendingCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A checkpoint names what is recorded and not published, and a store takes so much of it: a batch that would need more is cut short. */
class PendingLimitTest {
    private static final String FILL = "x".repeat(90);
    private static final int START = 10;

    private final BatchRig rig = new BatchRig();
    private final NodeContext shared = rig.shared(rig.builder()
            .transform(
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    (message, context) -> List.of(new ProducerRecord<>("target", message.key(), message.value()))));

    @Test
    void aBatchIsCutWhereItsIdsNoLongerFit() {
        ShardView view = rig.successor(shared, List.of(), List.of(), new AtomicInteger(1));
        Batch batch = rig.batch(shared, view, records(10_000), START + 10_000);

        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(batch.items()).hasSizeBetween(3_000, 4_000);
        assertThat(batch.leftOver()).hasSize(10_000 - batch.items().size());
        assertThat(batch.next()).isEqualTo(START + batch.items().size());
        assertThat(size(batch.pending(batch.items())))
                .isBetween(Checkpoint.MAX_PENDING_BYTES - 2_048, Checkpoint.MAX_PENDING_BYTES);
    }

    @Test
    void whatEarlierTenuresLeftTakesRoomAndIsCountedOnce() {
        List<Pending> left = new ArrayList<>();
        // The first thousand come again in this batch; the others lie behind it.
        for (int i = 0; i < 3_000; i++) {
            left.add(new Pending(START + i, id(START + i)));
        }
        ShardView view = rig.successor(shared, List.of(), left, new AtomicInteger(1));
        Batch batch = rig.batch(shared, view, records(1_000), START + 1_000);

        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(batch.leftOver()).isEmpty();
        assertThat(batch.pending(batch.items())).hasSize(3_000);
    }

    @Test
    void aFirstMessageIsTakenHoweverLittleRoomThereIs() {
        List<Pending> left = new ArrayList<>();
        for (long offset = 20_000; size(left) < Checkpoint.MAX_PENDING_BYTES - 1_100; offset++) {
            left.add(new Pending(offset, id(offset)));
        }
        ShardView view = rig.successor(shared, List.of(), left, new AtomicInteger(1));
        Batch batch = rig.batch(shared, view, records(1_000), START + 1_000);

        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(batch.items()).hasSize(1);
        assertThat(size(batch.pending(batch.items()))).isLessThanOrEqualTo(Checkpoint.MAX_PENDING_BYTES);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset = START; offset < START + count; offset++) {
            records.add(BatchRig.record(offset, FILL + offset));
        }
        return records;
    }

    private static MessageId id(long offset) {
        return MessageId.business(FILL + offset);
    }

    private static int size(List<Pending> pending) {
        return PendingCodec.size(pending);
    }
}
