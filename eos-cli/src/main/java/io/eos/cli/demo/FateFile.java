package io.eos.cli.demo;

import io.eos.cli.audit.Fate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is too long for the screen: each payment that a killed worker held unsettled, and what became of it. The file outlives the demo. */
final class FateFile {
    private FateFile() {}

    /** Writes a line per payment: run, victim, place, payment, what became of it; separated by tabs. */
    static Path write(List<Findings> runs) {
        try {
            Path file = Files.createTempFile("eos-demo-killed-", ".tsv");
            try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
                for (Findings run : runs) {
                    for (Findings.Death death : run.deaths()) {
                        for (int i = 0; i < death.fates().size(); i++) {
                            String place = run.columns().get(i).name();
                            write(out, run, death.kill(), place, death.fates().get(i));
                        }
                    }
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the list of the killed workers' payments cannot be written", e);
        }
    }

    private static void write(PrintWriter out, Findings run, KillRecord kill, String place, Fate fate) {
        for (String id : fate.ids()) {
            out.println(String.join("\t", run.variant().label(), kill.worker(), place, id, fate.of(id)));
        }
    }
}
