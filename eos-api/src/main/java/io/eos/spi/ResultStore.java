package io.eos.spi;

import io.eos.api.CorruptRecordException;
import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.NotRegisteredException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the results of processors, and decides who may write them.
 *
 * <p>State of an id: {@code absent → claimed(token) → done(result)}; {@code claimed → absent} when released, {@code claimed →
 * claimed(greater token)} when its lease ran out. {@code done} is left only by retention and by an operator.
 *
 * <p>Implementations are thread-safe. A batch never holds an id twice, holds at most {@link StoreTraits#maxBatch()} ids, and its
 * answer has one element per request, in the order of the request. A larger batch, and a result whose stored form is longer than
 * {@link StoreTraits#maxResultBytes()}, is an {@link IllegalArgumentException} that names the limit, and nothing is written. Every method may throw {@link StoreUnavailableException}
 * (nothing happened; ask again), and every writing one {@link OutcomeUnknownException} (it may have happened, or may still
 * happen); each says below what a repetition does. A stored record that cannot be read is a {@link CorruptRecordException},
 * never "absent". Reads are made at the backend's strongest level.
 */
public interface ResultStore extends AutoCloseable {
    /** {@return what this store is and can do} Costs no round trip. */
    StoreTraits traits();

    /**
     * Looks for settings of the storage system that break the guarantee.
     *
     * @param retention how long results are to be kept
     * @return what was found; empty if all is well
     */
    List<Finding> preflight(Duration retention);

    /**
     * Makes the processor known, or returns what is stored under its name already, unchanged. Idempotent.
     *
     * @param spec name, scope and attributes as the node would have them
     * @return what is stored, with its incarnation; compare it with the spec
     */
    Registration register(ProcessorSpec spec);

    /**
     * Sets attributes of a registered processor; the others stay. Idempotent.
     *
     * @param processor a registered processor's name
     * @param attributes what to set
     */
    void amend(String processor, Map<String, String> attributes);

    /**
     * Begins a tenure: issues the next epoch of the shard and a random nonce, in one atomic step. From then on every write of an older
     * tenure is refused. Repeating it after an unknown outcome begins another tenure.
     *
     * @param shard what the node was assigned
     * @param scope where the processor's ids are unique, as registered
     * @param node the new owner
     * @return the tenure, and the checkpoint that the one before left
     * @throws NotRegisteredException if the shard's processor is not registered; nothing was written
     */
    Acquisition acquire(Shard shard, Scope scope, NodeId node);

    /**
     * Asks for the right to process messages. A request that is repeated with its nonce gets the same grant again, and its lease runs anew.
     * An id is {@code Busy} while another claim's lease runs by the store's clock, whichever node holds it.
     *
     * <p>Where {@link StoreTraits#fencing()} is {@code ATOMIC}, all claims of the call are granted in one atomic step with the check of the
     * tenure.
     *
     * @param tenure the shard's present one
     * @param requests at most {@link StoreTraits#maxBatch()}, each id once
     * @param lease how long each claim lasts by the store's clock
     * @return an outcome per request, in their order
     * @throws FencedException if the tenure is not the shard's present one
     */
    List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease);

    /**
     * Extends the leases of claims to {@code lease} from now. A lease that ran out is renewed too, as long as nobody else claimed the id.
     * Safe to repeat: the leases then run from the repetition.
     *
     * @param tenure under which they were granted
     * @param claims at most {@link StoreTraits#maxBatch()}
     * @param lease how long each lasts from now, by the store's clock
     * @return an outcome per claim, in their order
     * @throws FencedException if the tenure is not the shard's present one
     */
    List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> claims, Duration lease);

    /**
     * Gives claims back whose messages were not processed. Claims that are lost or done already are left alone. The ids are absent then;
     * but of a claim that was granted as {@code redelivered} the store keeps in mind that an earlier one was interrupted, so that the next
     * one is {@code redelivered} too. Safe to repeat: a claim that is gone, or that somebody else holds by now, is left alone.
     *
     * @param tenure under which they were granted
     * @param claims at most {@link StoreTraits#maxBatch()}
     * @throws FencedException if the tenure is not the shard's present one
     */
    void release(Tenure tenure, List<ClaimOutcome.Granted> claims);

    /**
     * Records results, each put-if-absent, and the shard's checkpoint. Results that are {@code Superseded} or {@code ClaimLost} do not keep
     * the others from being written. But unless all are {@code Recorded} the watermark and its leader epoch stay as they are stored, in the
     * same step, while sequence and pending are written: it is not known yet that the messages of the others are settled, and a caller
     * that dies before it has reacted must find them again.
     *
     * <p>Where fencing is {@code CHECKED} the checkpoint's {@code pending} is written before the results, and its watermark after all of
     * them ({@link StoreTraits.Fencing#CHECKED}); a call that fails in between is an unknown outcome.
     *
     * <p>A completion with a token replaces the claim of that token; one without a token takes the place of nothing: an id that is claimed
     * by somebody, whether or not the lease ran out, is {@code ClaimLost}. Repeating the same call is safe: the same nonce means {@code
     * Recorded}.
     *
     * @param tenure the shard's present one
     * @param completions at most {@link StoreTraits#maxBatch()}, each id once; none to write the checkpoint alone
     * @param checkpoint how far the shard is once they are recorded, with a number above those of earlier writes
     * @return an outcome per completion, in their order
     * @throws FencedException if the checkpoint's conditions do not hold ({@link Checkpoint}); then the checkpoint was not written. Results of the call can be, by a
     *     tenure that ended, or an attempt whose answer was lost, in its midst: the new owner meets them
     */
    List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint);

    /**
     * Replaces a result that was recorded and never published by its dead letter, if the stored result still has that nonce. Safe to
     * repeat.
     *
     * @param tenure the shard's present one
     * @param expectedNonce of the result to replace
     * @param deadLetter what takes its place
     * @param checkpoint as with {@link #record}
     * @return {@code Recorded}; or {@code Superseded} by the result that is there; or {@code ClaimLost} if none is there any more; but for
     *     the first the watermark stays, as with {@link #record}
     * @throws FencedException as {@link #record} does
     */
    RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint);

    /**
     * Looks results up in the tenure's scope. A claim without a result is empty.
     *
     * @param tenure any tenure of the shard; that it is the present one is not checked
     * @param ids at most {@link StoreTraits#maxBatch()}
     * @return a result or empty per id, in their order, read at the store's strongest level
     */
    List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids);

    /**
     * Removes results (and released or long expired claims) that are older than the retention; never one whose source lies at or above the
     * watermark of its shard, where the store can tell. Tokens and epochs go on from where they were. Safe to repeat: what the
     * first call removed is not counted again.
     *
     * @param request which processor, how old, and how many at most
     * @return how many entries were removed
     */
    long purge(PurgeRequest request);

    /** {@return the operator's view of this store} */
    StoreAdmin admin();

    /** Gives connections back. Idempotent; every other method fails with {@link StoreUnavailableException} or {@link IllegalStateException} afterwards. */
    @Override
    void close();
}
