package io.eos.cli.bench;

import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.MessageIdentity;
import io.eos.servers.ParentWatch;
import java.nio.file.Path;
import java.time.Duration;

/** The same copy by eos, without duplicates. */
final class EosCopyMain {
    private static final Duration GLANCE = Duration.ofMillis(50);

    private EosCopyMain() {}

    /** Arguments: servers, source, target, store, identity, the report's file, a name for the processor, how many records there are. */
    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        var definition = Eos.processor("copy-" + args[6])
                .bootstrapServers(args[0])
                .topics(args[1])
                .store(args[3])
                .identity(MessageIdentity.parse(args[4]))
                .set("keep-results", Boolean.toString(!args[4].equals("coordinates")))
                .copyTo(args[2]);
        try (EosProcessor processor = definition.start()) {
            long start = System.nanoTime();
            long records = Long.parseLong(args[7]);
            // To ask the broker takes time: not before it can be the end.
            while (settled(processor) < records || !processor.caughtUp()) {
                if (processor.awaitTermination(GLANCE)) {
                    throw new IllegalStateException("the processor ended: " + processor.failure());
                }
            }
            CopyReport.write(Path.of(args[5]), System.nanoTime() - start);
        }
    }

    private static long settled(EosProcessor processor) {
        EosProcessor.Counts counts = processor.counts();
        return counts.processed() + counts.skipped() + counts.deadLettered();
    }
}
