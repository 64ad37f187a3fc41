package io.eos.cli.bench;

import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.MessageIdentity;
import io.eos.core.ProcessorBuilder;
import io.eos.core.ProcessorDefinition;
import io.eos.servers.ParentWatch;
import java.sql.SQLException;
import java.time.Duration;

/** The same by eos, without duplicates: a copy, a handler without effects, or a row for each message. */
final class EosCopyMain {
    private static final Duration GLANCE = Duration.ofMillis(50);

    private EosCopyMain() {}

    /** For the arguments see {@link CopyArguments}. */
    public static void main(String[] args) throws Exception {
        run(CopyArguments.parse(args), false);
    }

    /**
     * Runs it.
     *
     * @param together whether a handler of {@code transact} is called once for all messages of a transaction
     */
    static void run(CopyArguments task, boolean together) throws Exception {
        ParentWatch.exitWhenParentDies();
        try (EosProcessor processor = define(task, together).start()) {
            HeapWatch heap = new HeapWatch(() -> (double) settled(processor) / task.messages());
            heap.start();
            // To ask the broker takes time: not before it can be the end.
            while (settled(processor) < task.messages() || !processor.caughtUp()) {
                if (processor.awaitTermination(GLANCE)) {
                    throw new IllegalStateException("the processor ended: " + processor.failure());
                }
            }
            long nanos = System.nanoTime() - FirstRecord.nanos();
            CopyReport.write(task.report(), nanos, task.messages(), heap.quarters());
        }
    }

    static ProcessorDefinition define(CopyArguments task, boolean together) throws SQLException {
        ProcessorBuilder<byte[], byte[]> builder = builder(task);
        return switch (task.kind()) {
            case TRANSFORM ->
                builder.set("keep-results", Boolean.toString(!task.byCoordinates()))
                        .copyTo(task.target());
            case HANDLE -> builder.handle((message, context) -> {});
            case TRANSACT ->
                new EffectsProcessor(task, together)
                        .define(builder.set("keep-results", Boolean.toString(!task.byCoordinates())));
        };
    }

    /** What all measurements of eos have in common. */
    static ProcessorBuilder<byte[], byte[]> builder(CopyArguments task) {
        ProcessorBuilder<byte[], byte[]> builder = Eos.processor("bench-" + task.name())
                .bootstrapServers(task.servers())
                .topics(task.source())
                .store(task.kind() == BenchPlan.Kind.TRANSACT ? Effects.rewriting(task.store()) : task.store())
                .set("kafka.consumer.interceptor.classes", FirstRecord.class.getName())
                .identity(MessageIdentity.parse(task.identity()));
        if (!task.byCoordinates()) {
            builder = builder.set("scope", task.scope());
        }
        if (task.store().startsWith("jdbc:")) {
            // Tables of its own, so that a later run does not pay for what earlier ones wrote.
            builder = builder.set("store.prefix", task.identifier());
        }
        return task.store().startsWith("jdbc:") || task.store().startsWith("cassandra:")
                ? builder.set("store.create-schema", "true")
                : builder;
    }

    static long settled(EosProcessor processor) {
        EosProcessor.Counts counts = processor.counts();
        return counts.processed() + counts.skipped() + counts.deadLettered();
    }
}
