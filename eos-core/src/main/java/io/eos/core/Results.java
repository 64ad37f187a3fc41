package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.NodeId;
import io.eos.api.Output;
import io.eos.api.ResultStatus;
import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the results that are recorded. Thread-safe. */
final class Results {
    private final HandlerKind kind;
    private final NodeId node;
    private final LoopClock clock;
    private final DeadLetters deadLetters;
    private final int maxResultBytes;

    Results(HandlerKind kind, NodeId node, LoopClock clock, DeadLetters deadLetters, int maxResultBytes) {
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

    /**
     * The message is a dead letter. With transform its content is not stored, since a redelivery brings it again; with the other kinds the
     * watermark passes it, so the content is stored if it fits.
     */
    StoredResult deadLetter(Item item, Assignment assignment, Throwable cause, String reason) {
        boolean redelivered = kind == HandlerKind.TRANSFORM && !assignment.compacted();
        StoredResult copy = deadLetter(item, deadLetters.copy(item, assignment.shard(), cause, reason), reason);
        if (redelivered) {
            return copy;
        }
        StoredResult whole = deadLetter(item, deadLetters.record(item, assignment.shard(), cause, reason), reason);
        return tooLarge(whole) ? copy : whole;
    }

    /** Whether the store does not take it. */
    boolean tooLarge(StoredResult result) {
        return ResultCodec.encode(result).length > maxResultBytes;
    }

    private StoredResult deadLetter(Item item, Output letter, String reason) {
        return result(ResultStatus.DEAD_LETTER, item, null, List.of(letter), reason);
    }

    private StoredResult result(
            ResultStatus status, Item item, @Nullable Bytes payload, List<Output> outputs, String detail) {
        Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
        return new StoredResult(
                status, item.nonce, item.source, item.digest, payload, outputs, node, now, item.attempts, detail);
    }
}
