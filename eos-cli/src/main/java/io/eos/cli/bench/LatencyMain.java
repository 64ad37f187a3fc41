package io.eos.cli.bench;

import io.eos.core.EosProcessor;
import io.eos.servers.ParentWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Handles messages that come at a steady rate, by eos, or, without a store, by a plain consumer that commits every 100 ms: at least once. */
final class LatencyMain {
    /** A third of the messages, while the JVM is warming up. */
    private static final int WARMUP_PART = 3;

    private static final Duration GLANCE = Duration.ofMillis(50);

    private LatencyMain() {}

    /** For the arguments see {@link CopyArguments}. */
    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        CopyArguments task = CopyArguments.parse(args);
        Latencies latencies = new Latencies(task.messages(), task.messages() / WARMUP_PART, task.report());
        if (task.store().isEmpty()) {
            plain(task, latencies);
        } else {
            try (EosProcessor processor = EosCopyMain.builder(task)
                    .handle((message, context) -> latencies.handled(message.value()))
                    .start()) {
                while (!latencies.complete()) {
                    if (processor.awaitTermination(GLANCE)) {
                        throw new IllegalStateException("the processor ended: " + processor.failure());
                    }
                }
            }
        }
        latencies.write(task.report());
    }

    private static void plain(CopyArguments task, Latencies latencies) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        task.servers(),
                        "group.id",
                        "plain-" + task.name(),
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(task.source()));
            long committed = System.nanoTime();
            while (!latencies.complete()) {
                consumer.poll(Duration.ofMillis(100)).forEach(message -> latencies.handled(message.value()));
                if (System.nanoTime() - committed >= CopyArguments.COMMIT_NANOS) {
                    consumer.commitAsync();
                    committed = System.nanoTime();
                }
            }
            consumer.commitSync();
        }
    }
}
