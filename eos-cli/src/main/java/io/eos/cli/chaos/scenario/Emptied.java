package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Arena;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.servers.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The store loses everything while no worker runs: those that start afterwards must say so, and go on where the group was. */
record Emptied() implements Scenario {
    @Override
    public String name() {
        return "store-emptied";
    }

    @Override
    public String title() {
        return "SIGTERM of all workers, the store loses everything, new workers: they must report it";
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        // The ledger of transact is lost as well.
        return (system == StorageSystem.H2 || system == StorageSystem.REDIS) && kind != HandlerKind.TRANSACT;
    }

    /** What was recorded before is gone, and with it tokens, epochs of stores that count from 1, and the knowledge of what comes twice. */
    @Override
    public Set<Invariant> waived() {
        return Set.of(Invariant.I1, Invariant.I2, Invariant.I3, Invariant.I5, Invariant.I6, Invariant.I7, Invariant.I8);
    }

    @Override
    public void play(Trial trial) {
        trial.start();
        trial.start();
        trial.awaitWork();
        trial.crew().endAll();
        trial.fault("emptied the store");
        empty(trial.arena());
        Worker next = trial.start();
        trial.awaitWork(next);
        if (!next.log().contains("lost history")) {
            trial.find(new Violation(Invariant.I9, next.name() + " did not report that the store had lost everything"));
        }
    }

    private static void empty(Arena arena) {
        if (arena.server().server() instanceof RedisServer redis) {
            String unused = redis.command("FLUSHALL");
            return;
        }
        try (Stream<Path> files = Files.list(arena.directory(""))) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("demo."))
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(arena.directory("").resolve("demo.mv.db"))) {
            throw new DemoFailedException("the store's file is still there");
        }
    }
}
