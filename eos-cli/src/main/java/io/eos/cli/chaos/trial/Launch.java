package io.eos.cli.chaos.trial;

import io.eos.cli.chaos.worker.Trigger;
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
public record Launch(Trigger.@Nullable Order order, boolean throwsWhenStruck, Map<String, String> own, Duration skew) {
    /** Nothing special. */
    static final Launch PLAIN = new Launch(null, false, Map.of(), Duration.ZERO);

    public Launch {
        own = Map.copyOf(own);
    }

    public static Launch struck(Trigger.Order order) {
        return new Launch(order, false, Map.of(), Duration.ZERO);
    }

    public static Launch with(Map<String, String> own) {
        return new Launch(null, false, own, Duration.ZERO);
    }

    public static Launch skewed(Duration skew) {
        return new Launch(null, false, Map.of(), skew);
    }
}
