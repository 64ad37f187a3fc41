package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.OutcomeUnknownException;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Tenure;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Claims that are lost, and writes that come late, in a batch of {@code handle}. Offsets begin at 10. */
class HandleBatchTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final BatchRig rig = new BatchRig();
    private final AtomicInteger left = new AtomicInteger(1);
    private final List<Long> handled = new ArrayList<>();

    /** What else happens while the handler runs. */
    private interface Meanwhile {
        void at(long offset, long token);
    }

    private Batch batch(Meanwhile meanwhile, List<ConsumerRecord<byte[], byte[]>> records) {
        NodeContext shared = rig.shared(rig.builder().handle((message, context) -> {
            handled.add(message.offset());
            meanwhile.at(message.offset(), context.fencingToken());
        }));
        ShardView view = rig.successor(shared, List.of(), List.of(), left);
        return rig.batch(shared, view, records, 10 + records.size());
    }

    private static List<ConsumerRecord<byte[], byte[]>> three() {
        return List.of(BatchRig.record(10), BatchRig.record(11), BatchRig.record(12));
    }

    private static MessageId id(long offset) {
        return MessageId.business("id-" + offset);
    }

    private ClaimOutcome claim(Tenure tenure, long offset, long nonce) {
        return rig.others()
                .claim(tenure, List.of(new ClaimRequest(id(offset), nonce, false)), LONG)
                .get(0);
    }

    @Test
    void theWatermarkStaysBeforeAMessageWhoseClaimWasLostWhileItsResultWasOnItsWay() {
        rig.register();
        Tenure rival = rig.rival();
        Batch batch = batch(
                (offset, token) -> {
                    if (offset == 11) {
                        rig.release(id(11), token);
                        assertThat(claim(rival, 11, 1)).isInstanceOf(Granted.class);
                    }
                },
                three());
        assertThat(batch.advance()).as("somebody else has the message").isInstanceOf(Turn.Later.class);
        assertThat(handled).containsExactly(10L, 11L, 12L);
        assertThat(rig.watermark()).isLessThanOrEqualTo(11);

        rig.others().release(rival, List.of((Granted) claim(rival, 11, 1)));
        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(rig.watermark()).isEqualTo(13);
    }

    @Test
    void aDeadLetterThatArrivesAfterTheShardWasGivenUpIsRecorded() {
        Batch batch = batch((offset, token) -> {}, List.of(BatchRig.withoutId(10), BatchRig.record(11)));
        rig.plan.failNext(Operation.RECORD, Failure.DELAYED);
        assertThatThrownBy(batch::advance).isInstanceOf(OutcomeUnknownException.class);
        batch.abandon();
        assertThat(rig.plan.deliver()).isEqualTo(1);
        assertThat(rig.watermark()).isGreaterThan(10);
        assertThat(rig.others().find(batch.view.writer().tenure(), List.of(MessageId.reserved(rig.shard.at(10)))))
                .singleElement()
                .satisfies(found -> assertThat(found).isPresent());
    }

    @Test
    void aReleaseThatArrivesLateEndsNoNewerClaim() {
        rig.register();
        Tenure rival = rig.rival();
        Granted first = (Granted) claim(rival, 10, 1);
        List<ClaimOutcome> seen = new ArrayList<>();
        Batch batch = batch(
                (offset, token) -> {
                    if (offset == 11) {
                        rig.plan.deliver();
                        seen.add(claim(rival, 11, 2));
                    }
                },
                three());
        // What comes behind the message that the rival holds is given back.
        rig.plan.failNext(Operation.RELEASE, Failure.DELAYED);
        assertThatThrownBy(batch::advance).isInstanceOf(OutcomeUnknownException.class);
        rig.others().release(rival, List.of(first));
        batch.advance();
        rig.plan.deliver();
        batch.advance();
        assertThat(handled).containsExactly(10L, 11L, 12L);
        assertThat(seen).as("while the handler runs").singleElement().isInstanceOf(ClaimOutcome.Busy.class);
    }
}
