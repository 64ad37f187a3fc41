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
    private int runs;

    // Servers that the environment names hold what earlier runs left.
    private final String namespace = "c" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());

    /** A suite that has not begun. */
    public Chaos(ChaosOptions options, PrintStream out) {
        this.options = options;
        this.arenas = new Arenas(options.system());
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
        return judge.conclude(SettingsReader.hyphenated(options.system()));
    }

    private void runScenarios() {
        List<Scenario> chosen = options.scenarios().isEmpty()
                ? Scenarios.all()
                : options.scenarios().stream()
                        .map(name -> Scenarios.named(name).orElseThrow())
                        .toList();
        for (Scenario scenario : chosen) {
            for (HandlerKind kind : kinds()) {
                if (scenario.applies(options.system(), kind)) {
                    run(scenario, kind, options.seed());
                }
            }
        }
    }

    private void runMixes() throws IOException {
        long end = System.nanoTime() + options.minutes().toNanos();
        long first = options.seed() * MIXES;
        for (long seed = options.resume() ? next(first) : first; end - System.nanoTime() > 0; seed++) {
            List<HandlerKind> kinds = kinds();
            run(new Mix(), kinds.get((int) (seed % kinds.size())), seed);
        }
    }

    /** The seed after the last mix that has a result. */
    private long next(long first) throws IOException {
        if (options.report() == null) {
            return first;
        }
        String store = SettingsReader.hyphenated(options.system());
        return Report.read(options.report()).stream()
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

    private void run(Scenario scenario, HandlerKind kind, long seed) {
        TrialPlan plan = TrialPlan.of(namespace + "-" + runs++, scenario, kind, seed, options.messages());
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
