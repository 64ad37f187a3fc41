package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.StoredResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses results that could never be recorded or published, <em>before</em> they are recorded: afterwards they would hold their shard up.
 * Thread-safe.
 */
final class OutputRules {
    private static final Duration FRESH = Duration.ofSeconds(30);
    /** What a record takes besides key, value and headers, generously. */
    private static final int OVERHEAD = 512;

    /** The two lengths of a header. */
    private static final int OF_A_HEADER = 10;

    private final TopicIds topics;
    private final int maxRequestBytes;
    private final LoopClock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    OutputRules(TopicIds topics, int maxRequestBytes, LoopClock clock) {
        this.topics = topics;
        this.maxRequestBytes = maxRequestBytes;
        this.clock = clock;
    }

    /**
     * Checks a result.
     *
     * @throws OutputRefusedException if it cannot be recorded or published, with what it has and what is allowed
     */
    void check(StoredResult result, ResultFactory results) {
        Bytes payload = result.payload();
        long size = OVERHEAD;
        size += size(payload);
        for (Output output : result.outputs()) {
            size += check(output);
        }
        // Encoded only if it could be: what a result has besides takes less than the overhead.
        if (size > results.maxBytes() && results.tooLarge(result)) {
            throw new OutputRefusedException("the result of " + result.source()
                    + " is larger than the store takes: at most " + results.maxBytes() + " bytes encoded");
        }
    }

    private int check(Output output) {
        int size = size(output);
        if (size > maxRequestBytes) {
            throw new OutputRefusedException("an output to " + output.topic() + " has about " + size
                    + " bytes but max.request.size is " + maxRequestBytes);
        }
        TopicIds.Topic topic = topic(output.topic());
        Integer partition = output.partition();
        if (topic != null && partition != null && partition >= topic.partitions()) {
            throw new OutputRefusedException("an output goes to partition " + partition + " of " + output.topic()
                    + ", which has " + topic.partitions());
        }
        return size;
    }

    private static int size(Output output) {
        int size = OVERHEAD + contentBytes(output);
        for (var header : output.headers()) {
            size += OF_A_HEADER + header.key().length() * 3 + size(header.value());
        }
        return size;
    }

    /** The bytes of key and value that an output has of its own: none where it is a copy. */
    static int contentBytes(Output output) {
        return output instanceof OutputRecord written ? size(written.key()) + size(written.value()) : 0;
    }

    private static int size(@Nullable Bytes bytes) {
        return bytes == null ? 0 : bytes.size();
    }

    /** The topic, or null where the broker does not answer: then the publication will tell. */
    private TopicIds.@Nullable Topic topic(String name) {
        Seen known = seen.get(name);
        if (known != null && clock.since(known.at).compareTo(FRESH) < 0) {
            return known.topic;
        }
        TopicIds.@Nullable Topic topic;
        try {
            topic = topics.describe(List.of(name)).get(name);
        } catch (KafkaException e) {
            return null;
        }
        if (topic == null) {
            throw new OutputRefusedException("an output goes to topic " + name + ", which does not exist");
        }
        seen.put(name, new Seen(topic, clock.nanos()));
        return topic;
    }

    /** A refusal of our own, whose message quotes no payload. */
    static final class OutputRefusedException extends RejectedMessageException {
        private static final long serialVersionUID = 1;

        OutputRefusedException(String reason) {
            super(reason);
        }
    }

    private record Seen(TopicIds.Topic topic, long at) {}
}
