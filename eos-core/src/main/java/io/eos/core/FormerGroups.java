package io.eos.core;

import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.ResultStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The consumer groups that ran the processor under another id. What they published beyond the watermark is told by their offsets alone, so
 * these count at each start. Thread-safe; blocks as store and broker do.
 *
 * <p>Two nodes that start at once with different groups cannot both get to work: each writes its group's name to the store, then joins the
 * group, then looks for members of the others, in this order, so that at least one of them sees the other.
 */
final class FormerGroups {
    private final Settings settings;
    private final UUID incarnation;
    private final ResultStore store;
    private final Predicate<String> hasMembers;
    private final GroupOffsets offsets;

    /**
     * What they left of a partition.
     *
     * @param furthest the committed offset that is the highest, or null
     * @param published the offset below which everything was published, 0 if nothing is known
     */
    record Left(@Nullable OffsetAndMetadata furthest, long published) {
        static final Left NOTHING = new Left(null, 0);
    }

    FormerGroups(
            Settings settings,
            UUID incarnation,
            ResultStore store,
            Predicate<String> hasMembers,
            GroupOffsets offsets) {
        this.settings = settings;
        this.incarnation = incarnation;
        this.store = store;
        this.hasMembers = hasMembers;
        this.offsets = offsets;
    }

    /** The groups besides our own. */
    static Stream<String> besides(String own, ProcessorSpec stored) {
        return ProcessorGroups.of(stored).stream().filter(group -> !group.equals(own));
    }

    /**
     * Asked under each new tenure, as a member of the own group.
     *
     * @throws ProcessorStoppedException if one of them is live, or the store was emptied since this node started
     */
    Left of(TopicPartition partition, UUID topicId) {
        // The tenure was acquired, so it is registered: this reads.
        Registration now = store.register(ProcessorSpec.of(settings.processor(), settings.scope(), Map.of()));
        if (!now.incarnation().equals(incarnation)) {
            throw new ProcessorStoppedException("the store was emptied or replaced while processor "
                    + settings.processor() + " ran: it started with incarnation " + incarnation + " and now finds "
                    + now.incarnation());
        }
        Left left = Left.NOTHING;
        for (String group : besides(settings.groupId(), now.stored()).toList()) {
            if (hasMembers.test(group)) {
                throw new ProcessorStoppedException(inUse(settings, group));
            }
            left = further(left, offsets.stable(group, List.of(partition)).get(partition), topicId);
        }
        return left;
    }

    private Left further(Left left, @Nullable OffsetAndMetadata committed, UUID topicId) {
        Optional<StoredPosition> position = Optional.ofNullable(committed)
                .flatMap(known -> StoredPosition.parse(known.metadata()))
                .filter(known -> known.incarnation().equals(incarnation)
                        && known.topicId().equals(topicId));
        if (committed == null || position.isEmpty()) {
            return left;
        }
        OffsetAndMetadata before = left.furthest();
        OffsetAndMetadata furthest = before == null || before.offset() < committed.offset() ? committed : before;
        long published = Math.max(committed.offset(), position.get().published());
        return new Left(furthest, Math.max(left.published(), published));
    }

    static String inUse(Settings settings, String group) {
        return "processor '" + settings.processor() + "' is run by the live consumer group '" + group
                + "', and here with group '" + settings.groupId()
                + "': two groups would both process every message. Stop the other one, or take another processor name";
    }
}
