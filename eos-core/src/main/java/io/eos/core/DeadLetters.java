package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.Header;
import io.eos.api.NodeId;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records that are published in place of messages that cannot be processed. Immutable and thread-safe.
 *
 * <p>A dead letter has no timestamp of its own: the source's could be older than the dead-letter topic's retention. It has no
 * partition: that topic may have fewer, and the producer chooses by key.
 */
final class DeadLetters {
    /** The longest exception message in a header, in characters. */
    static final int MAX_MESSAGE = 1000;

    /** What says where the message is: the same in each dead letter that is made for it. */
    private static final List<String> PLACE = List.of(
            DeadLetterHeaders.TOPIC,
            DeadLetterHeaders.TOPIC_ID,
            DeadLetterHeaders.PARTITION,
            DeadLetterHeaders.OFFSET,
            DeadLetterHeaders.TIMESTAMP);

    private final String topic;
    private final String processor;
    private final NodeId node;

    /** Why a message is a dead letter. The names are published: they never change. */
    enum Reason {
        /** It has no id, or one that cannot be used. */
        NO_ID,
        /** Key or value cannot be decoded. */
        UNDECODABLE,
        /** Its id is taken by a message with another payload. */
        MISMATCH,
        /** The handler failed, as often as it may. */
        FAILED,
        /** The handler refused it. */
        REJECTED,
        /** Its outputs can never be stored or published. */
        UNPUBLISHABLE;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What happened.
     *
     * @param detail takes the place of the error's message, where there is no error or it says nothing
     * @param attempts how often the handler was called
     */
    record Cause(Reason reason, String detail, @Nullable Throwable error, int attempts) {
        static Cause of(Reason reason, Throwable error, int attempts) {
            return new Cause(reason, "", error, attempts);
        }

        static Cause of(Reason reason, String detail) {
            return new Cause(reason, detail, null, 0);
        }

        /** What to say in one line, without the exception's class; at most {@link #MAX_MESSAGE} characters. May quote the payload. */
        String message() {
            String message = error == null ? null : error.getMessage();
            return truncate(message == null || message.isBlank() ? detail : message);
        }
    }

    DeadLetters(String topic, String processor, NodeId node) {
        this.topic = topic;
        this.processor = processor;
        this.node = node;
    }

    /**
     * The dead letter of a message: a flag that stands for the source's content, or the content itself where the source is compacted and can vanish.
     */
    Output of(ConsumerRecord<byte[], byte[]> raw, Coordinates at, Cause cause, boolean compacted) {
        List<Header> added = headers(raw, at, cause);
        return compacted
                ? new OutputRecord(
                        topic,
                        null,
                        null,
                        joined(raw, added),
                        Bytes.wrapNullable(clone(raw.key())),
                        Bytes.wrapNullable(clone(raw.value())))
                : new SourceCopy(topic, null, null, added);
    }

    /** A copy of its source with the content in place of the flag; anything else as it is. */
    static Output whole(Output output, ConsumerRecord<byte[], byte[]> raw) {
        return output instanceof SourceCopy copy
                ? new OutputRecord(
                        copy.topic(),
                        copy.partition(),
                        copy.timestamp(),
                        joined(raw, copy.headers()),
                        Bytes.wrapNullable(clone(raw.key())),
                        Bytes.wrapNullable(clone(raw.value())))
                : output;
    }

    /** The dead letter of a message that is itself too large to be published again: the headers of a dead letter alone. */
    OutputRecord withoutContent(ConsumerRecord<byte[], byte[]> raw, Coordinates at, Cause cause) {
        List<Header> headers = headers(raw, at, cause);
        long bytes = length(raw.key()) + length(raw.value());
        for (var header : raw.headers()) {
            bytes += header.key().length() + length(header.value());
        }
        headers.add(Header.text(DeadLetterHeaders.OMITTED, Long.toString(bytes)));
        return new OutputRecord(topic, null, null, headers, null, null);
    }

    /**
     * The dead letter of a message of which only the stored result is left: where it stood, and why. Of a dead letter that could not be published
     * nothing stays that came with the message, which may be what was too large, and made again it is as long as before.
     */
    OutputRecord ofStored(StoredResult stored, Cause cause) {
        List<Header> headers = new ArrayList<>();
        Header omitted = Header.text(DeadLetterHeaders.OMITTED, "unknown");
        if (stored.status() == ResultStatus.DEAD_LETTER) {
            Map<String, Header> last = new HashMap<>();
            stored.outputs().forEach(output -> output.headers().forEach(header -> last.put(header.key(), header)));
            PLACE.stream().map(last::get).filter(Objects::nonNull).forEach(headers::add);
            Header before = last.get(DeadLetterHeaders.OMITTED);
            long bytes =
                    stored.outputs().stream().mapToLong(DeadLetters::content).sum();
            omitted = bytes == 0 && before != null
                    ? before
                    : Header.text(DeadLetterHeaders.OMITTED, Long.toString(bytes));
        } else {
            coordinates(headers, stored.source());
        }
        why(headers, cause);
        headers.add(omitted);
        return new OutputRecord(topic, null, null, headers, null, null);
    }

    /** How many bytes of a stored dead letter came with its message. */
    private static long content(Output letter) {
        long bytes = letter.headers().stream()
                .filter(header -> !header.key().startsWith(DeadLetterHeaders.PREFIX))
                .mapToLong(header -> header.key().length() + length(Bytes.arrayOrNull(header.value())))
                .sum();
        return letter instanceof OutputRecord written
                ? bytes + length(Bytes.arrayOrNull(written.key())) + length(Bytes.arrayOrNull(written.value()))
                : bytes;
    }

    private List<Header> headers(ConsumerRecord<byte[], byte[]> raw, Coordinates at, Cause cause) {
        List<Header> headers = new ArrayList<>();
        headers.add(Header.text(DeadLetterHeaders.TOPIC, raw.topic()));
        coordinates(headers, at);
        headers.add(Header.text(DeadLetterHeaders.TIMESTAMP, Long.toString(raw.timestamp())));
        why(headers, cause);
        return headers;
    }

    private static void coordinates(List<Header> headers, Coordinates at) {
        headers.add(Header.text(DeadLetterHeaders.TOPIC_ID, at.topicId().toString()));
        headers.add(Header.text(DeadLetterHeaders.PARTITION, Integer.toString(at.partition())));
        headers.add(Header.text(DeadLetterHeaders.OFFSET, Long.toString(at.offset())));
    }

    private void why(List<Header> headers, Cause cause) {
        headers.add(Header.text(DeadLetterHeaders.REASON, cause.reason().text()));
        Throwable error = cause.error();
        if (error != null) {
            headers.add(Header.text(
                    DeadLetterHeaders.EXCEPTION_CLASS, error.getClass().getName()));
        }
        headers.add(Header.text(DeadLetterHeaders.EXCEPTION_MESSAGE, cause.message()));
        headers.add(Header.text(DeadLetterHeaders.ATTEMPTS, Integer.toString(cause.attempts())));
        headers.add(Header.text(DeadLetterHeaders.PROCESSOR, processor));
        headers.add(Header.text(DeadLetterHeaders.NODE, node.value()));
    }

    private static List<Header> joined(ConsumerRecord<byte[], byte[]> raw, List<Header> added) {
        List<Header> all = new ArrayList<>();
        raw.headers().forEach(header -> all.add(new Header(header.key(), Bytes.wrapNullable(clone(header.value())))));
        all.addAll(added);
        return all;
    }

    /** A handler has the same arrays, and may write to them. */
    private static byte @Nullable [] clone(byte @Nullable [] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static String truncate(String text) {
        if (text.length() <= MAX_MESSAGE) {
            return text;
        }
        // Not in the middle of a character that takes two.
        int end = Character.isHighSurrogate(text.charAt(MAX_MESSAGE - 1)) ? MAX_MESSAGE - 1 : MAX_MESSAGE;
        return text.substring(0, end);
    }
}
