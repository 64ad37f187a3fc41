package io.eos.cli.chaos;

import io.eos.api.EosException;
import io.eos.cli.chaos.judge.Checker;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.report.PeerRecord;
import io.eos.cli.chaos.report.Report;
import io.eos.cli.chaos.report.RunRecord;
import io.eos.cli.chaos.scenario.Scenarios;
import io.eos.cli.chaos.trial.Arena;
import io.eos.cli.chaos.trial.Arenas;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.TrialPlan;
import io.eos.core.HandlerKind;
import io.eos.servers.ServerException;
import io.eos.spi.SettingsReader;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;

/** Does the same faults to eos and to what is used in its place, and counts what came of each. Used once, by one thread. */
public final class Comparison {
    /** Those whose fault any consumer can meet. */
    private static final List<String> SCENARIOS = List.of(
            "sigterm",
            "kill-after-poll",
            "kill-claim-acknowledged",
            "kill-mid-handler",
            "kill-effect-done",
            "kill-result-acknowledged",
            "freeze-mid-handler",
            "freeze-mid-handler-throw",
            "hold-mid-handler",
            "store-drop-replies",
            "store-silence",
            "store-server-kill",
            "broker-drop-replies",
            "broker-server-kill",
            "storm-eager",
            "poison-kill-mid-handler");

    private static final int SHOWN = 3;

    private final ChaosOptions options;
    private final List<Peer> peers;
    private final PrintStream out;
    private final Arenas arenas;
    private final String namespace = "p" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private int runs;
    private boolean failed;

    /** One that has not begun. */
    public Comparison(ChaosOptions options, List<Peer> peers, PrintStream out) {
        this.options = options;
        this.peers = List.copyOf(peers);
        this.out = out;
        this.arenas = new Arenas(options.system());
    }

    /** The scenarios that can be compared, for messages. */
    public static String names() {
        return String.join(", ", SCENARIOS);
    }

    /** Whether that scenario can be compared. */
    public static boolean knows(String scenario) {
        return SCENARIOS.contains(scenario);
    }

    /**
     * Runs all. What others lose or double is no failure.
     *
     * @return whether everything could be run, every fault found its occasion, and eos kept its promises
     */
    public boolean run() {
        try (arenas) {
            for (String name : options.scenarios().isEmpty() ? SCENARIOS : options.scenarios()) {
                Scenario scenario = Scenarios.named(name).orElseThrow();
                if (scenario.applies(options.system(), HandlerKind.HANDLE)) {
                    peers.forEach(peer -> run(scenario, peer));
                }
            }
        }
        return !failed;
    }

    private void run(Scenario scenario, Peer peer) {
        TrialPlan plan = TrialPlan.of(
                        namespace + "-" + runs++, scenario, HandlerKind.HANDLE, options.seed(), options.messages())
                .with(peer.program());
        long begun = System.nanoTime();
        try {
            Arena arena = arenas.get();
            try (Trial trial = new Trial(arena, plan)) {
                judge(trial, peer, trial.run(), Duration.ofNanos(System.nanoTime() - begun));
            }
        } catch (EosException | ServerException | KafkaException e) {
            failed = true;
            out.printf(Locale.ROOT, "%s %s: COULD NOT BE RUN: %s%n", scenario.name(), peer.label(), e);
            // Broker or storage system may be in no state for another run.
            arenas.close();
        }
    }

    private void judge(Trial trial, Peer peer, Evidence evidence, Duration time) {
        TrialPlan plan = trial.plan();
        List<Violation> found = Checker.check(evidence);
        PeerRecord record = new PeerRecord(
                LocalDate.now(ZoneOffset.UTC).toString(),
                SettingsReader.hyphenated(options.system()),
                plan.scenario().name(),
                peer.label(),
                peer.version(),
                SettingsReader.hyphenated(plan.scope()),
                plan.seed(),
                plan.messages(),
                trial.struck(),
                PeerRecord.count(evidence, found),
                PeerRecord.byInvariant(found));
        Report.append(options.report(), record);
        out.printf(
                Locale.ROOT,
                "%-10s %-26s %-18s seed %d: %s (%d s)  %s%n",
                record.store(),
                record.scenario(),
                record.peer(),
                record.seed(),
                trial.struck() ? "struck" : "NOTHING STRUCK",
                time.toSeconds(),
                RunRecord.told(record.counts()));
        found.stream().limit(SHOWN).forEach(violation -> out.println("  " + violation));
        if (!trial.struck() || (peer == Peer.EOS && !found.isEmpty())) {
            failed = true;
            trial.arena().keep();
            out.println("  evidence: " + trial.directory());
        }
        out.flush();
    }
}
