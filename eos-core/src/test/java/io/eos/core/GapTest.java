package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.ResultStatus;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Recorded and unpublished results whose source lies where no record comes are published by the batch that spans the gap. */
class GapTest {
    private final BatchRig rig = new BatchRig();

    /** Offset 20 is recorded, pending, and compacted away. The shard is revoked in the middle of the batch that spans the gap. */
    @Test
    void aBatchThatIsCutBeforeAGapDoesNotPublishTheGap() {
        AtomicInteger left = new AtomicInteger(3);
        NodeContext shared = rig.shared(rig.builder()
                .transform(new ByteArraySerializer(), new ByteArraySerializer(), (message, context) -> {
                    left.decrementAndGet();
                    return List.of(new ProducerRecord<>("target", message.key(), message.value()));
                }));
        MessageId id = MessageId.business("id-20");
        ShardView assignment = rig.successor(
                shared,
                List.of(Completion.unclaimed(id, rig.stored(20, ResultStatus.PROCESSED))),
                List.of(new Pending(20, id)),
                left);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset = 10; offset < 30; offset++) {
            if (offset != 20) {
                records.add(BatchRig.record(offset));
            }
        }
        Batch batch = rig.batch(shared, assignment, records, 30);
        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(batch.next()).as("cut by the revocation").isEqualTo(13);
        assertThat(batch.outcome().outgoing().stream().map(Outgoing::offset).toList())
                .as("published with the offset %s", batch.next())
                .allMatch(offset -> offset < batch.next());
    }

    /** A dead letter of handle that was recorded beyond the watermark; its source is compacted away before it was published. */
    @Test
    void aDeadLetterOfHandleWhoseSourceLiesInAGapIsPublished() {
        NodeContext shared = rig.shared(rig.builder().handle((message, context) -> {}));
        MessageId id = MessageId.business("id-12");
        ShardView assignment = rig.successor(
                shared,
                List.of(Completion.unclaimed(id, rig.stored(12, ResultStatus.DEAD_LETTER))),
                List.of(new Pending(12, id)),
                new AtomicInteger(1));
        Batch batch = rig.batch(
                shared, assignment, List.of(BatchRig.record(10), BatchRig.record(11), BatchRig.record(13)), 14);
        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(batch.outcome().outgoing().stream().map(Outgoing::offset).toList())
                .contains(12L);
    }

    /** More pending results in one gap than the store takes at once. */
    @Test
    void aGapWithMoreResultsThanOneLookUpTakes() {
        NodeContext shared = rig.shared(rig.builder()
                .transform(new ByteArraySerializer(), new ByteArraySerializer(), (message, context) -> List.of()));
        List<Pending> pending = new ArrayList<>();
        for (int i = 10; i < 1510; i++) {
            pending.add(new Pending(i, MessageId.business("id-" + i)));
        }
        ShardView assignment = rig.successor(shared, List.of(), pending, new AtomicInteger(1));
        Batch batch = rig.batch(shared, assignment, List.of(BatchRig.record(2000)), 2001);
        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
    }
}
