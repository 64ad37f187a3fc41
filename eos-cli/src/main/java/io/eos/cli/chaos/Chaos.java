package io.eos.cli.chaos;

import io.eos.api.EosException;
import io.eos.cli.audit.UnreadableLedgerException;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.report.Report;
import io.eos.cli.chaos.report.RunRecord;
import io.eos.cli.chaos.scenario.Mix;
import io.eos.cli.chaos.scenario.Scenarios;
import io.eos.cli.chaos.trial.Arena;
import io.eos.cli.chaos.trial.Arenas;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.TrialPlan;
import io.eos.cli.demo.ledger.LedgerException;
import io.eos.core.HandlerKind;
import io.eos.servers.ServerException;
import io.eos.spi.SettingsReader;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/** Runs scenarios, one after the other, on servers that it starts, and has each judged. Used once, by one thread. */
public final class Chaos {
    /** How many mixes a seed has. */
    private static final long MIXES = 100_000;

    private final ChaosOptions options;
    private final Judge judge;
    private final Arenas arenas;
    private final String store;
    private int runs;

    // Servers that the environment names hold what earlier runs left.
    private final String namespace = "c" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());

    /** A suite that has not begun. */
    public Chaos(ChaosOptions options, PrintStream out) {
        this.options = options;
        this.arenas = new Arenas(options.system());
        this.store = SettingsReader.hyphenated(options.system());
        this.judge = new Judge(out, options.report());
    }

    /** All scenarios with what they do, a line each. */
    public static String list() {
        return Scenarios.all().stream()
                .map(scenario -> String.format(Locale.ROOT, "%-28s %s%n", scenario.name(), scenario.title()))
                .collect(Collectors.joining());
    }

    /** Whether there is a scenario of that name. */
    public static boolean knows(String scenario) {
        return Scenarios.named(scenario).isPresent();
    }

    /**
     * Runs all.
     *
     * @return whether everything could be run, and held
     */
    public boolean run() throws IOException {
        try (arenas) {
            if (options.minutes().isZero()) {
                runScenarios();
            } else {
                runMixes();
            }
        }
        return judge.conclude(store);
    }

    private void runScenarios() throws IOException {
        List<RunRecord> before = before();
        List<Scenario> chosen = options.scenarios().isEmpty()
                ? Scenarios.all()
                : options.scenarios().stream()
                        .map(name -> Scenarios.named(name).orElseThrow())
                        .toList();
        for (Scenario scenario : chosen) {
            for (HandlerKind kind : kinds()) {
                if (scenario.applies(options.system(), kind)) {
                    TrialPlan plan = plan(scenario, kind, options.seed());
                    if (before.stream().anyMatch(record -> record.holds() && record.isOf(store, plan))) {
                        judge.held();
                    } else {
                        run(plan);
                    }
                }
            }
        }
    }

    private void runMixes() throws IOException {
        long end = System.nanoTime() + options.minutes().toNanos();
        List<HandlerKind> kinds = kinds();
        for (long seed = next(options.seed() * MIXES); end - System.nanoTime() > 0; seed++) {
            run(plan(new Mix(), kinds.get((int) (seed % kinds.size())), seed));
        }
    }

    /** What the results have that is not to be done again. */
    private List<RunRecord> before() throws IOException {
        return options.resume() && options.report() != null ? Report.read(options.report()) : List.of();
    }

    /** The seed after the last mix that has a result. */
    private long next(long first) throws IOException {
        return before().stream()
                .filter(record ->
                        record.scenario().equals(Mix.NAME) && record.store().equals(store))
                .mapToLong(RunRecord::seed)
                .filter(seed -> seed >= first && seed < first + MIXES)
                .map(seed -> seed + 1)
                .max()
                .orElse(first);
    }

    private List<HandlerKind> kinds() {
        List<HandlerKind> kinds = options.kinds().isEmpty() ? List.of(HandlerKind.values()) : options.kinds();
        return kinds.stream()
                .filter(kind -> kind != HandlerKind.TRANSACT || options.system().transacts())
                .toList();
    }

    private TrialPlan plan(Scenario scenario, HandlerKind kind, long seed) {
        return TrialPlan.of(namespace + "-" + runs++, scenario, kind, seed, options.messages());
    }

    private void run(TrialPlan plan) {
        long begun = System.nanoTime();
        try {
            Arena present = arenas.get();
            try (Trial trial = new Trial(present, plan)) {
                Evidence evidence = trial.run();
                judge.judge(present, plan, trial, evidence, Duration.ofNanos(System.nanoTime() - begun));
            }
        } catch (EosException | ServerException | KafkaException | LedgerException | UnreadableLedgerException e) {
            // Broker or storage system may be in no state for another run.
            judge.failed(plan, e);
            arenas.close();
        }
    }
}
