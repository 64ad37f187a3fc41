package io.eos.cli.bench;

import io.eos.core.EosProcessor;
import io.eos.servers.ParentWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One of several nodes that copy a topic; tells how far it came, and ends when the file {@code stop} is beside its report. */
final class ScalingMain {
    private static final Duration GLANCE = Duration.ofMillis(20);

    private ScalingMain() {}

    /** The file that ends a node. */
    static Path stop(Path report) {
        return report.resolveSibling("stop");
    }

    /** The file that says how many records it has settled. */
    static Path progress(Path report) {
        return report.resolveSibling("progress");
    }

    /** For the arguments see {@link CopyArguments}. */
    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        CopyArguments task = CopyArguments.parse(args);
        List<Samples.Sample> samples = new ArrayList<>();
        try (EosProcessor processor = EosCopyMain.define(task, false).start()) {
            long before = 0;
            // All is settled then, but not all published.
            while (!Files.exists(stop(task.report())) || !processor.caughtUp()) {
                if (processor.awaitTermination(GLANCE)) {
                    throw new IllegalStateException("the processor ended: " + processor.failure());
                }
                long settled = EosCopyMain.settled(processor);
                if (settled > before) {
                    before = settled;
                    samples.add(new Samples.Sample(System.currentTimeMillis(), settled));
                    Files.writeString(progress(task.report()), Long.toString(settled));
                }
            }
        }
        new Samples(samples).write(task.report());
    }
}
