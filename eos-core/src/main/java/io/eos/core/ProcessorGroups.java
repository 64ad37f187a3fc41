package io.eos.core;

import io.eos.spi.ProcessorSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The consumer groups that ever ran a processor: what they committed counts at each start. As the store has them; stateless. */
public final class ProcessorGroups {
    /** The attribute with the group that ran the processor last. These names are stored and never change. */
    static final String LAST = "group";
    /** An attribute per group: this, then the group's id. */
    static final String RAN = "group:";

    private ProcessorGroups() {}

    /**
     * {@return the groups, the one that ran the processor last as the first; none if it never ran}
     *
     * @param stored the processor as it is registered
     */
    public static List<String> of(ProcessorSpec stored) {
        Stream<String> ran = stored.attributes().keySet().stream()
                .filter(name -> name.startsWith(RAN))
                .map(name -> name.substring(RAN.length()));
        return Stream.concat(Optional.ofNullable(stored.attributes().get(LAST)).stream(), ran)
                .distinct()
                .toList();
    }
}
