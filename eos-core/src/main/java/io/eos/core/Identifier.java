package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.core.DeadLetters.Cause;
import io.eos.core.DeadLetters.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Gives a batch's messages their ids; the same id twice in a batch is processed once. Thread-safe. */
final class Identifier {
    private final Shared shared;
    private final RandomGenerator nonces;

    Identifier(Shared shared, RandomGenerator nonces) {
        this.shared = shared;
        this.nonces = nonces;
    }

    /**
     * The items of the records, up to the first one that has an id of the batch with another payload: what that one is depends on the result
     * that the first one comes to.
     */
    List<Item> identify(Assignment assignment, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Item> items = new ArrayList<>(records.size());
        Map<MessageId, Item> firsts = new HashMap<>(records.size() * 2);
        for (ConsumerRecord<byte[], byte[]> raw : records) {
            Item item = new Item(raw, assignment.shard().at(raw.offset()), nonces.nextLong());
            identify(item, assignment);
            Item first = firsts.putIfAbsent(item.id(), item);
            if (first != null) {
                if (!Objects.equals(item.digest, first.digest)) {
                    return items;
                }
                item.fate = Item.Fate.DUPLICATE;
                first.twins.add(item);
            }
            items.add(item);
        }
        return items;
    }

    private void identify(Item item, Assignment assignment) {
        item.digest = shared.settings().digest() ? Digests.of(item.raw.value()) : null;
        try {
            if (shared.identity().needsDecoding() && !decode(item, assignment)) {
                return;
            }
            item.id(shared.identity().identify(item.raw, item.isDecoded() ? item.decoded() : item.raw, item.source));
        } catch (NoIdentityException e) {
            item.id(MessageId.reserved(item.source));
            condemn(item, assignment, Reason.NO_ID, e);
        }
    }

    /** Decodes a message, or makes it a dead letter under the id that it has, or else under its coordinates. */
    boolean decode(Item item, Assignment assignment) {
        if (item.isDecoded()) {
            return true;
        }
        try {
            item.decoded(shared.decoder().decode(item.raw));
            return true;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (shared.identity().needsDecoding()) {
                item.id(MessageId.reserved(item.source));
            }
            condemn(item, assignment, Reason.UNDECODABLE, e);
            return false;
        }
    }

    private void condemn(Item item, Assignment assignment, Reason reason, Throwable error) {
        item.failure = error;
        item.condemned(shared.results().deadLetter(item, assignment, Cause.of(reason, error, 0)));
        shared.log().deadLetter(item, reason, error);
    }

    /** What the store holds for an open item's id is the result that counts. */
    void settle(Item item, StoredResult stored, Assignment assignment) {
        boolean samePayload = !shared.settings().digest() || Objects.equals(item.digest, stored.inputDigest());
        // There is no slot behind the reserved one: what is there is the end of it.
        boolean lastSlot = item.id().kind() == MessageId.Kind.RESERVED;
        if (stored.source().equals(item.source) && (samePayload || lastSlot)) {
            if (stored.nonce() == item.nonce) {
                item.recorded(stored);
            } else {
                item.replayed(stored);
            }
        } else if (!samePayload) {
            mismatch(item, assignment);
        } else {
            item.fate = Item.Fate.DUPLICATE;
        }
    }

    private void mismatch(Item item, Assignment assignment) {
        item.twins.forEach(twin -> mismatch(twin, assignment));
        item.twins.clear();
        shared.metrics().mismatch();
        switch (shared.settings().onMismatch()) {
            case SKIP -> {
                shared.log().mismatch(item, "it is skipped");
                item.fate = Item.Fate.DUPLICATE;
            }
            case STOP ->
                throw new ProcessorStoppedException("message " + item.source + " has the id " + item.id()
                        + " of a message with another payload, and on-mismatch is stop");
            case DEAD_LETTER -> {
                shared.log().mismatch(item, "it becomes a dead letter");
                item.failure = null;
                MessageId taken = item.id();
                item.id(MessageId.reserved(item.source));
                item.condemned(shared.results()
                        .deadLetter(
                                item,
                                assignment,
                                Cause.of(Reason.MISMATCH, "the id " + taken + " is taken by another payload")));
            }
        }
    }

    /** The dead letter in place of a result that can never be published. */
    StoredResult unpublishable(Outgoing outgoing, Assignment assignment, Throwable cause) {
        return shared.results().unpublishable(outgoing, assignment, cause, nonces.nextLong());
    }
}
