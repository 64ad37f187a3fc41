package io.eos.core;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Which topics a processor reads: those that it names, or those that match its pattern. */
final class SourceTopics {
    private SourceTopics() {}

    /**
     * The topics that are read, by name.
     *
     * @param existing all topics, without Kafka's internal ones, asked for only where there is a pattern; it matches whole names, as the consumer
     *     has it
     */
    static List<String> of(Settings settings, Supplier<? extends Collection<String>> existing) {
        return settings.topicPattern()
                .map(Pattern::compile)
                .map(pattern -> existing.get().stream()
                        .filter(name -> pattern.matcher(name).matches())
                        .toList())
                .orElse(settings.topics());
    }
}
