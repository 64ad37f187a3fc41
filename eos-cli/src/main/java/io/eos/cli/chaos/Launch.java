package io.eos.cli.chaos;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is started. Immutable.
 *
 * @param order what happens to it, or null
 * @param throwsWhenStruck whether its handler fails after the trigger's fault
 * @param own settings of the processor that differ from the run's
 * @param skew how far its wall clock is ahead; negative: behind
 */
record Launch(Trigger.@Nullable Order order, boolean throwsWhenStruck, Map<String, String> own, Duration skew) {
    /** Nothing special. */
    static final Launch PLAIN = new Launch(null, false, Map.of(), Duration.ZERO);

    Launch {
        own = Map.copyOf(own);
    }

    static Launch struck(Trigger.Order order) {
        return new Launch(order, false, Map.of(), Duration.ZERO);
    }

    static Launch with(Map<String, String> own) {
        return new Launch(null, false, own, Duration.ZERO);
    }

    static Launch skewed(Duration skew) {
        return new Launch(null, false, Map.of(), skew);
    }
}
