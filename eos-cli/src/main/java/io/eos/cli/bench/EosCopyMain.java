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
    /** Shorter topics must not fit into the buffer: what is counted would be done before the count begins, with the first transaction. */
    private static final long SHORT = 1_500_000;

    private static final long TRANSACTIONS = 15;

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
            MeasuredPart part = new MeasuredPart(task.messages());
            part.watch(() -> done(processor, task));
            HeapWatch heap = new HeapWatch(() -> (double) settled(processor) / task.messages());
            heap.start();
            // To ask the broker takes time: not before it can be the end.
            while (done(processor, task) < task.messages() || !processor.caughtUp()) {
                if (processor.awaitTermination(GLANCE)) {
                    throw new IllegalStateException("the processor ended: " + processor.failure());
                }
            }
            if (processor.counts().deadLettered() > 0) {
                throw new IllegalStateException("handlers failed: " + processor.counts());
            }
            part.reached(done(processor, task));
            CopyReport.write(task.report(), part, settled(processor), heap.quarters());
        }
    }

    static ProcessorDefinition define(CopyArguments task, boolean together) throws SQLException {
        ProcessorBuilder<byte[], byte[]> builder = builder(task);
        if (task.messages() < SHORT) {
            builder = builder.set("max-buffered", Long.toString(Math.max(1, task.messages() / TRANSACTIONS)));
        }
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

    /** What is settled and, where it is copied, published: each message that is processed is published once. */
    private static long done(EosProcessor processor, CopyArguments task) {
        EosProcessor.Counts counts = processor.counts();
        return task.kind() == BenchPlan.Kind.TRANSFORM ? counts.published() + counts.skipped() : settled(processor);
    }

    static long settled(EosProcessor processor) {
        EosProcessor.Counts counts = processor.counts();
        return counts.processed() + counts.skipped() + counts.deadLettered();
    }
}
