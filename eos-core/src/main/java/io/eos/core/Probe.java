package io.eos.core;

import org.apache.kafka.common.TopicPartition;

/** Is told of each step as it is reached, on the thread that reached it: the place where tests crash a node. */
@FunctionalInterface
interface Probe {
    /** Does nothing. */
    Probe NONE = (step, partition) -> {};

    /** The step was reached for this partition. */
    void reached(Step step, TopicPartition partition);
}
