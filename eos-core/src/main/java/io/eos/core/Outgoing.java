package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.Header;
import io.eos.api.MessageId;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.Shard;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import io.eos.spi.Pending;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * What one message's result publishes.
 *
 * @param id the id under which the result is recorded, if it is
 * @param recorded whether the store has the result
 * @param raw the message itself, or null where only its result is left: then no output is a copy of it
 */
record Outgoing(MessageId id, StoredResult result, @Nullable ConsumerRecord<byte[], byte[]> raw, boolean recorded) {
    static Outgoing of(Item item) {
        return new Outgoing(item.id(), item.result(), item.raw, item.fate != Item.Fate.UNRECORDED);
    }

    /**
     * What a store still has of results that are recorded and not published, without their sources: those of these very messages, as far as they
     * are stored whole.
     */
    static List<Outgoing> stored(ResultStore store, Tenure tenure, Shard shard, List<Pending> pending) {
        List<Outgoing> stored = new ArrayList<>();
        for (List<Pending> some : Batch.chunks(pending, store.traits().maxBatch())) {
            if (some.isEmpty()) {
                continue;
            }
            List<Optional<StoredResult>> found =
                    store.find(tenure, some.stream().map(Pending::id).toList());
            for (int i = 0; i < some.size(); i++) {
                Pending one = some.get(i);
                found.get(i)
                        .filter(result -> result.source().equals(shard.at(one.offset())))
                        .map(result -> new Outgoing(one.id(), result, null, true))
                        .filter(Outgoing::isStoredWhole)
                        .ifPresent(stored::add);
            }
        }
        return stored;
    }

    long offset() {
        return result.source().offset();
    }

    Pending pending() {
        return new Pending(offset(), id);
    }

    /** Whether it could be published without its source. */
    boolean isStoredWhole() {
        return recorded && isWhole(result);
    }

    /** Whether all that a result publishes is in it. */
    static boolean isWhole(StoredResult result) {
        for (Output output : result.outputs()) {
            if (output instanceof SourceCopy) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of keys and values that it holds besides its message. */
    long ownBytes() {
        long bytes = 0;
        for (Output output : result.outputs()) {
            bytes += OutputRules.contentBytes(output);
        }
        return bytes;
    }

    /** The record to send for one of the result's outputs. */
    ProducerRecord<byte[], byte[]> record(Output output) {
        return output instanceof OutputRecord written ? written(written) : copy(output);
    }

    private static ProducerRecord<byte[], byte[]> written(OutputRecord output) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                output.topic(),
                output.partition(),
                output.timestamp(),
                Bytes.arrayOrNull(output.key()),
                Bytes.arrayOrNull(output.value()));
        addHeaders(record, output.headers());
        return record;
    }

    private ProducerRecord<byte[], byte[]> copy(Output output) {
        ConsumerRecord<byte[], byte[]> source = raw;
        if (source == null) {
            throw new IllegalStateException(
                    "the source of " + result.source() + " is gone, and its output is a copy of it");
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                output.topic(), output.partition(), output.timestamp(), source.key(), source.value(), source.headers());
        addHeaders(record, output.headers());
        return record;
    }

    private static void addHeaders(ProducerRecord<byte[], byte[]> record, List<Header> headers) {
        for (Header header : headers) {
            record.headers().add(new RecordHeader(header.key(), Bytes.arrayOrNull(header.value())));
        }
    }
}
