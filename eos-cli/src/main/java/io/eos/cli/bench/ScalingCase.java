package io.eos.cli.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many nodes copy a topic of how many partitions. Immutable.
 *
 * @param nodes JVMs of one processor
 * @param partitions of the topic and its copy
 */
public record ScalingCase(int nodes, int partitions) {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d?)x([1-9]\\d{0,2})");

    /** Reads it as in {@code 2x4}; nothing where it is malformed. */
    public static Optional<ScalingCase> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new ScalingCase(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return nodes + "x" + partitions;
    }
}
