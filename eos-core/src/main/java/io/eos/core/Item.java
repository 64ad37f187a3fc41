package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One message on its way through a batch. Belongs to the batch's task. */
final class Item {
    /** What became of a message so far. */
    enum Fate {
        /** Nothing yet. */
        OPEN,
        /** This node made a result, which is not recorded yet. */
        COMPUTED,
        /** This node's result is the one that counts. */
        RECORDED,
        /** This node's result counts, and is not kept: its message's position says that it is settled. */
        UNRECORDED,
        /** The result that counts came from an earlier delivery of this very message: what it publishes is still to be published. */
        REPLAYED,
        /** The result that counts came from another message with the same id. */
        DUPLICATE
    }

    final ConsumerRecord<byte[], byte[]> raw;
    final Coordinates source;
    /** The same for every attempt to record this delivery's result. */
    final long nonce;

    /** How often a claim on it was given back. */
    private int releases;

    /** The id under which the result is recorded: the message's own, or the reserved one. Set by identification. */
    private @Nullable MessageId id;

    private @Nullable ConsumerRecord<?, ?> decoded;
    private @Nullable StoredResult result;

    @Nullable Bytes digest;

    /** Those of the same batch with the same id and payload: what becomes of it becomes of them. */
    private List<Item> twins = List.of();

    Fate fate = Fate.OPEN;
    /** How often the handler was called for it, and how often that failed. */
    int attempts;

    int failures;
    /** Why the handler failed last, or why no handler saw it. */
    @Nullable Throwable failure;

    /** Whether the handler ran for it and another node's result won. */
    boolean rolledBack;

    /** Whether the store was asked for {@link #id()}. */
    boolean lookedUp;
    /** Whether {@link #result()} is a dead letter that no handler needs to see. */
    boolean condemned;

    Item(ConsumerRecord<byte[], byte[]> raw, Coordinates source, long nonce) {
        this.raw = raw;
        this.source = source;
        this.nonce = nonce;
    }

    /** Known to the store for one claim: a release that comes late must not end the next one. */
    long claimNonce() {
        return nonce + releases;
    }

    void released() {
        releases++;
    }

    void hasTwin(Item twin) {
        if (twins.isEmpty()) {
            twins = new ArrayList<>();
        }
        twins.add(twin);
    }

    /** Those whose fate is not this one's any more. */
    List<Item> takeTwins() {
        List<Item> taken = twins;
        twins = List.of();
        return taken;
    }

    MessageId id() {
        return Objects.requireNonNull(id, "identified");
    }

    void id(MessageId value) {
        id = value;
        lookedUp = false;
    }

    ConsumerRecord<?, ?> decoded() {
        return Objects.requireNonNull(decoded, "decoded");
    }

    boolean isDecoded() {
        return decoded != null;
    }

    void decoded(ConsumerRecord<?, ?> value) {
        decoded = value;
    }

    StoredResult result() {
        return Objects.requireNonNull(result, "result");
    }

    /** A result of this node, to be recorded. */
    void computed(StoredResult value) {
        result = value;
        fate = Fate.COMPUTED;
    }

    /** A dead letter that is recorded unless the store has a result already. */
    void condemned(StoredResult deadLetter) {
        result = deadLetter;
        condemned = true;
        fate = Fate.OPEN;
    }

    /** The result that counts, which another delivery of this very message recorded. */
    void replayed(StoredResult stored) {
        result = stored;
        fate = Fate.REPLAYED;
    }

    /** The result that counts, which an earlier write of this very delivery recorded. */
    void recorded(StoredResult stored) {
        result = stored;
        fate = Fate.RECORDED;
    }

    /** What was computed is rolled back. */
    void reopen() {
        if (fate == Fate.COMPUTED) {
            fate = Fate.OPEN;
        }
    }

    boolean open() {
        return fate == Fate.OPEN;
    }

    /** Whether its result's outputs are for this node to publish, from this message. */
    boolean publishes() {
        return (fate == Fate.RECORDED || fate == Fate.UNRECORDED || fate == Fate.REPLAYED)
                && result != null
                && !result.outputs().isEmpty();
    }
}
