package io.eos.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "demo", description = "x")
final class DemoCommand implements Callable<Integer> {
    DemoCommand(Session session) {}

    @Override
    public Integer call() {
        return 0;
    }
}
