package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.scenario.Rows.Stored;
import io.eos.cli.chaos.trial.Crew;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import io.eos.spi.ResultCodec;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Workers meet results that another release has stored. */
record StoredFormat(Release release) implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOME = 20;

    /** Which one. */
    enum Release {
        /** Version 1 of the stored form. */
        FIRST("the first release's form"),
        /** A version that nobody knows yet. */
        LATER("a later release's form, which is taken back when it is reported");

        private final String title;

        Release(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return "stored-format-" + SettingsReader.hyphenated(release);
    }

    @Override
    public String title() {
        return "SIGKILL of all workers, results are rewritten in " + release.title + ", new workers";
    }

    @Override
    public String shows() {
        return release == Release.FIRST
                ? "what a first release left, unpublished results included, is read by the present one; duplicates of it are recognised"
                : "a result that is too new to be read is an error that says so, and never taken for none: nothing is processed twice";
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return Rows.isSql(system);
    }

    @Override
    public void play(Trial trial) {
        trial.start();
        trial.start();
        trial.awaitWork();
        trial.fault("killed all");
        trial.crew().all().forEach(Worker::kill);
        List<Stored> before;
        try (Rows rows = Rows.open(trial.crew().address())) {
            before = rows.results().stream()
                    .map(row -> row.with(
                            FormatOne.encode(ResultCodec.decode(row.body().toArray()))))
                    .toList();
            trial.await(() -> !before.isEmpty());
            rows.store(
                    release == Release.FIRST
                            ? before
                            : before.stream()
                                    .map(row -> row.with(
                                            FormatOne.ofLater(row.body().toArray())))
                                    .toList());
        }
        trial.fault("rewrote " + before.size());
        if (release == Release.LATER) {
            later(trial, before);
        }
        Worker next = trial.start();
        trial.start();
        trial.awaitWork(next);
    }

    private static void later(Trial trial, List<Stored> before) {
        // Duplicates of what is stored come for certain.
        List<String> ids = trial.crew().events().stream()
                .filter(event -> event.is(Event.Type.RECORDED))
                .map(Event::id)
                .distinct()
                .limit(SOME)
                .toList();
        trial.traffic().sendAgain(ids);
        Worker refusing = trial.start();
        refusing.expectEnd();
        if (!Crew.awaitLog(refusing, "it was written by a newer one", PATIENCE)) {
            trial.find(new Violation(Invariant.I2, refusing.name() + " did not report a result that it cannot read"));
        }
        Set<String> called = trial.effects().events().stream()
                .filter(event -> event.is(Event.Type.CALLED) && event.worker().equals(refusing.name()))
                .map(Event::id)
                .collect(Collectors.toSet());
        ids.stream()
                .filter(called::contains)
                .forEach(id -> trial.find(new Violation(
                        Invariant.I2, id + " was processed again, whose stored result could not be read")));
        refusing.kill();
        try (Rows rows = Rows.open(trial.crew().address())) {
            rows.store(before);
        }
        trial.fault("took it back");
    }
}
