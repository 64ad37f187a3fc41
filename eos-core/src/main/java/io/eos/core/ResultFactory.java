package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.NodeId;
import io.eos.api.Output;
import io.eos.api.ResultStatus;
import io.eos.api.StoredResult;
import io.eos.core.DeadLetters.Cause;
import io.eos.core.DeadLetters.Reason;
import io.eos.spi.ResultCodec;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the results that are recorded. Thread-safe. */
final class ResultFactory {
    private final HandlerKind kind;
    private final NodeId node;
    private final LoopClock clock;
    private final DeadLetters deadLetters;
    private final int maxResultBytes;

    ResultFactory(HandlerKind kind, NodeId node, LoopClock clock, DeadLetters deadLetters, int maxResultBytes) {
        this.kind = kind;
        this.node = node;
        this.clock = clock;
        this.deadLetters = deadLetters;
        this.maxResultBytes = maxResultBytes;
    }

    /** The handler succeeded. */
    StoredResult processed(Item item, @Nullable Bytes payload, List<Output> outputs) {
        return result(ResultStatus.PROCESSED, item, payload, outputs, "");
    }

    /** The handler failed for good. */
    StoredResult failed(Item item, ShardView view, Throwable failure) {
        Reason reason = failure instanceof RejectedMessageException ? Reason.REJECTED : Reason.FAILED;
        return deadLetter(item, view, Cause.of(reason, failure, item.attempts));
    }

    /**
     * The message is a dead letter. With transform its content is not stored, since a redelivery brings it again; with the other kinds the
     * watermark passes it, so the content is stored if it fits.
     */
    StoredResult deadLetter(Item item, ShardView view, Cause cause) {
        boolean whole = kind != HandlerKind.TRANSFORM || view.compacted();
        StoredResult letter = deadLetter(item, cause, whole);
        return whole && tooLarge(letter) ? deadLetter(item, cause, false) : letter;
    }

    private StoredResult deadLetter(Item item, Cause cause, boolean whole) {
        Output letter = deadLetters.of(item.raw, item.source, cause, whole);
        String detail = cause.reason().text();
        return result(ResultStatus.DEAD_LETTER, item, null, List.of(letter), detail);
    }

    /** In place of a result that can never be published; of a dead letter that cannot be, only the headers are left. */
    StoredResult unpublishable(Outgoing bad, ShardView view, Throwable failure, long nonce) {
        StoredResult old = bad.result();
        Cause cause = Cause.of(Reason.UNPUBLISHABLE, failure, old.attempts());
        ConsumerRecord<byte[], byte[]> raw = bad.raw();
        Output letter;
        if (raw == null) {
            letter = deadLetters.ofStored(old, cause);
        } else if (old.status() == ResultStatus.DEAD_LETTER) {
            letter = deadLetters.withoutContent(raw, old.source(), cause);
        } else {
            letter = deadLetters.of(raw, old.source(), cause, view.compacted());
        }
        return new StoredResult(
                ResultStatus.DEAD_LETTER,
                nonce,
                old.source(),
                old.inputDigest(),
                null,
                List.of(letter),
                node,
                clock.now(),
                old.attempts(),
                cause.reason().text());
    }

    /** The longest result that the store takes, encoded. */
    int maxBytes() {
        return maxResultBytes;
    }

    /** Whether a store would not take it. */
    boolean tooLarge(StoredResult result) {
        return ResultCodec.encode(result).length > maxResultBytes;
    }

    private StoredResult result(
            ResultStatus status, Item item, @Nullable Bytes payload, List<Output> outputs, String detail) {
        return new StoredResult(
                status,
                item.nonce,
                item.source,
                item.digest,
                payload,
                outputs,
                node,
                clock.now(),
                item.attempts,
                detail);
    }
}
