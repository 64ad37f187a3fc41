package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.ResultStatus;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A tenure with what its node keeps in mind: the number of its last write, and the last watermark that was acknowledged. Not thread-safe. */
final class Owner {
    final ResultStore store;
    final Acquisition acquisition;
    final Tenure tenure;
    private long sequence;
    private long acknowledged;

    Owner(ResultStore store, Acquisition acquisition) {
        this.store = store;
        this.acquisition = acquisition;
        this.tenure = acquisition.tenure();
        this.acknowledged = acquisition.last().watermark();
    }

    static long nonce() {
        return ThreadLocalRandom.current().nextLong();
    }

    Shard shard() {
        return tenure.shard();
    }

    /** A new result of a message at an offset, with a nonce of its own. */
    StoredResult result(long offset) {
        return result(offset, Bytes.utf8("result of " + offset));
    }

    StoredResult result(long offset, Bytes payload) {
        return result(tenure, offset, payload);
    }

    static StoredResult result(Tenure tenure, long offset, Bytes payload) {
        return new StoredResult(
                ResultStatus.PROCESSED,
                nonce(),
                tenure.shard().at(offset),
                Bytes.utf8("digest"),
                payload,
                List.of(),
                tenure.node(),
                Instant.parse("2026-01-02T03:04:05.678Z"),
                1,
                "");
    }

    Completion completion(MessageId id, long offset) {
        return Completion.unclaimed(id, result(offset));
    }

    Completion completion(ClaimOutcome.Granted granted, long offset) {
        return new Completion(granted.id(), result(offset), granted.token());
    }

    /** The next checkpoint of this tenure, that keeps the watermark where it is. */
    Checkpoint next() {
        return next(acknowledged);
    }

    Checkpoint next(long watermark, Pending... pending) {
        return new Checkpoint(++sequence, acknowledged, watermark, 3, List.of(pending));
    }

    List<RecordOutcome> record(Checkpoint checkpoint, Completion... completions) {
        List<RecordOutcome> outcomes = store.record(tenure, List.of(completions), checkpoint);
        assertThat(outcomes.stream().map(RecordOutcome::id))
                .containsExactlyElementsOf(
                        Arrays.stream(completions).map(Completion::id).toList());
        if (RecordOutcome.allRecorded(outcomes)) {
            acknowledged = checkpoint.watermark();
        }
        return outcomes;
    }

    RecordOutcome record(Completion completion) {
        return record(next(), completion).get(0);
    }

    /** Records a new result and gives it back. */
    StoredResult recorded(MessageId id, long offset) {
        Completion completion = completion(id, offset);
        assertThat(record(completion)).isEqualTo(new RecordOutcome.Recorded(id));
        return completion.result();
    }

    List<RecordOutcome> recordUpTo(long watermark, Completion... completions) {
        return record(next(watermark), completions);
    }

    /** Asks for the right to process with a new nonce. */
    ClaimOutcome claim(MessageId id, Duration lease) {
        return claim(new ClaimRequest(id, nonce(), false), lease);
    }

    ClaimOutcome claim(ClaimRequest request, Duration lease) {
        ClaimOutcome outcome = store.claim(tenure, List.of(request), lease).get(0);
        assertThat(outcome.id()).isEqualTo(request.id());
        return outcome;
    }

    ClaimOutcome.Granted granted(MessageId id, Duration lease) {
        ClaimOutcome outcome = claim(id, lease);
        assertThat(outcome).isInstanceOf(ClaimOutcome.Granted.class);
        return (ClaimOutcome.Granted) outcome;
    }

    Optional<StoredResult> find(MessageId id) {
        return store.find(tenure, List.of(id)).get(0);
    }
}
