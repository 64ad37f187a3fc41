package io.eos.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "dedupe", description = "x")
final class DedupeCommand implements Callable<Integer> {
    DedupeCommand(Session session) {}

    @Override
    public Integer call() {
        return 0;
    }
}
