package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.core.DeadLetters.Cause;
import io.eos.core.DeadLetters.Reason;
import io.eos.spi.Checkpoint;
import io.eos.spi.PendingCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The rules by which a message becomes an item of a batch: its id and digest, the same id twice, what does not decode, what a stored result
 * means for it. Thread-safe.
 */
final class ItemRules {
    /** Less a last message whose id has the greatest length, which is taken alone. */
    private static final int MOST_PENDING_BYTES = Checkpoint.MAX_PENDING_BYTES - 1_024;

    private final NodeContext shared;
    private final Nonces nonces;

    ItemRules(NodeContext shared, Nonces nonces) {
        this.shared = shared;
        this.nonces = nonces;
    }

    /**
     * The items of the records, up to the first one that has an id of the batch with another payload, since what that one is depends on the result
     * that the first one comes to; and not more, but at least one, than a checkpoint can name if all of them have something to publish.
     */
    List<Item> identify(ShardView view, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Item> items = new ArrayList<>(records.size());
        boolean distinct = !shared.settings().keepResults();
        if (distinct && shared.work().kind() == HandlerKind.TRANSFORM) {
            // Each is a message of its own, and none is named in a checkpoint.
            records.forEach(raw -> items.add(identified(raw, view)));
            return items;
        }
        Map<MessageId, Item> firsts = distinct ? Map.of() : new HashMap<>(records.size() * 2);
        int room = MOST_PENDING_BYTES - PendingCodec.size(view.unpublished());
        for (ConsumerRecord<byte[], byte[]> raw : records) {
            Item item = identified(raw, view);
            // What an earlier tenure named already is counted.
            room -= view.inherits(raw.offset()) ? 0 : PendingCodec.size(item.id());
            if (room < 0 && !items.isEmpty()) {
                return items;
            }
            Item first = distinct ? null : firsts.putIfAbsent(item.id(), item);
            if (first != null) {
                if (!Objects.equals(item.digest, first.digest)) {
                    return items;
                }
                item.fate = Item.Fate.DUPLICATE;
                first.hasTwin(item);
            }
            items.add(item);
        }
        return items;
    }

    private Item identified(ConsumerRecord<byte[], byte[]> raw, ShardView view) {
        Item item = new Item(raw, view.shard().at(raw.offset()), nonces.next());
        identify(item, view);
        return item;
    }

    private void identify(Item item, ShardView view) {
        boolean recorded = mayHaveResult(item, view) || shared.work().kind() == HandlerKind.TRANSACT;
        boolean digested = recorded && shared.settings().digest();
        item.digest = digested ? Digests.of(item.raw.value()) : null;
        try {
            if (shared.identity().needsDecoding() && !decode(item, view)) {
                return;
            }
            item.id(shared.identity().identify(item.raw, item.isDecoded() ? item.decoded() : item.raw, item.source));
        } catch (NoIdentityException e) {
            item.id(MessageId.reserved(item.source));
            condemn(item, view, Reason.NO_ID, e);
        }
    }

    /**
     * Whether the store may have a result for it: where results are not kept, there are only those of before, and that of a dead letter that
     * held the watermark back, at which the tenure then began.
     */
    boolean mayHaveResult(Item item, ShardView view) {
        long offset = item.source.offset();
        return shared.settings().keepResults()
                || view.inherits(offset)
                || (offset == view.start() && shared.work().kind() == HandlerKind.TRANSACT);
    }

    /** Decodes a message, or makes it a dead letter under the id that it has, or else under its coordinates. */
    boolean decode(Item item, ShardView view) {
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
            condemn(item, view, Reason.UNDECODABLE, e);
            return false;
        }
    }

    private void condemn(Item item, ShardView view, Reason reason, Throwable error) {
        item.failure = error;
        item.condemned(shared.results().deadLetter(item, view, Cause.of(reason, error, 0)));
        shared.log().deadLetter(item, reason, error);
    }

    /** What the store holds for an open item's id is the result that counts. */
    void settle(Item item, StoredResult stored, ShardView view) {
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
            mismatch(item, view);
        } else {
            item.fate = Item.Fate.DUPLICATE;
        }
    }

    private void mismatch(Item item, ShardView view) {
        item.takeTwins().forEach(twin -> mismatch(twin, view));
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
                                view,
                                Cause.of(Reason.MISMATCH, "the id " + taken + " is taken by another payload")));
            }
        }
    }

    /** The dead letter in place of a result that can never be published. */
    StoredResult unpublishable(Outgoing outgoing, ShardView view, Throwable cause) {
        return shared.results().unpublishable(outgoing, view, cause, nonces.next());
    }
}
