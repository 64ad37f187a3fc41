package io.eos.cli;

import io.eos.cli.chaos.Chaos;
import io.eos.cli.chaos.ChaosOptions;
import io.eos.cli.chaos.Comparison;
import io.eos.cli.chaos.Peer;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does faults to real processes, and checks what is promised. */
@Command(
        name = "chaos",
        description = {
            "Kills, freezes and cuts off real workers and servers while messages are in flight, and judges by what all of them left"
                    + " behind whether what eos promises held.",
            "",
            "Starts a Kafka broker and a storage system by itself, in a temporary directory, and removes all of it, unless"
                    + " something did not hold: then the logs stay. Each run has a topic, a processor and two or more workers of its"
                    + " own. The same seed draws the same messages and the same moment of the fault; what the machine does in between"
                    + " is its own."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos chaos --list",
            "  ./eos chaos --store redis",
            "  ./eos chaos --store postgresql --scenario kill-result-sent,freeze-mid-handler --kind handle --seed 7",
            "  ./eos chaos --store h2 --minutes 30 --seed 1",
            "  ./eos chaos --store all --messages 60 --resume --report docs/faults",
            "  ./eos chaos --store redis --peer eos,plain --scenario kill-effect-done"
        })
final class ChaosCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            split = ",",
            defaultValue = "h2",
            description =
                    "h2, postgresql, mariadb, redis, zookeeper or cassandra, with commas between, one after the other; or all"
                            + " (default: ${DEFAULT-VALUE}).")
    private List<String> stores = List.of();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            split = ",",
            description = "Which ones, with commas between; all by default.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description = "transform, transact or handle, with commas between; all by default.")
    private List<String> kinds = List.of();

    @Option(
            names = "--peer",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Do the same faults to others that notice duplicates, and count what is lost and doubled: plain, camel (camel-eager,"
                        + " camel-not-eager), spring-integration, and eos beside them; all for all of them.",
                "On postgresql, mariadb and redis, spring-integration on zookeeper too; of the scenarios, those that any consumer can meet."
            })
    private List<String> peers = List.of();

    @Option(names = "--list", description = "List the scenarios.")
    private boolean list;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "0",
            description = "Run random mixes of faults for so long, instead of the scenarios.")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed for messages and moments (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many messages each run has at least, without duplicates (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(names = "--report", paramLabel = "DIRECTORY", description = "Add the results to those in a directory.")
    private @Nullable Path report;

    @Option(
            names = "--resume",
            description =
                    "With --report: leave out what of that seed and number of messages is there and held; with --minutes too: go on"
                            + " after the last mix of that seed there.")
    private boolean resume;

    ChaosCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            session.out().print(Chaos.list());
            return ExitStatus.OK;
        }
        Options.check("--messages", messages, 20, 100_000);
        Options.check("--minutes", minutes, 0, 100_000);
        scenarios.stream().filter(name -> !Chaos.knows(name)).forEach(ChaosCommand::unknown);
        if (resume && report == null) {
            throw CommandFailure.usage("--resume goes on where --report ended: give the directory");
        }
        boolean held = true;
        for (StorageSystem system : systems()) {
            held &= run(options(system));
        }
        return held ? ExitStatus.OK : ExitStatus.AUDIT_FAILED;
    }

    private List<StorageSystem> systems() {
        if (stores.equals(List.of("all"))) {
            return List.of(StorageSystem.values());
        }
        return stores.stream()
                .map(name -> Options.parse("--store", name, StorageSystem.class))
                .distinct()
                .toList();
    }

    private ChaosOptions options(StorageSystem system) {
        return new ChaosOptions(
                system,
                scenarios,
                kinds.stream()
                        .map(kind -> Options.parse("--kind", kind, HandlerKind.class))
                        .toList(),
                Duration.ofMinutes(minutes),
                seed,
                messages,
                report,
                resume);
    }

    private boolean run(ChaosOptions options) throws IOException {
        return peers.isEmpty()
                ? new Chaos(options, session.out()).run()
                : new Comparison(options, peers(options), session.out()).run();
    }

    private List<Peer> peers(ChaosOptions options) {
        if (minutes > 0 || !kinds.isEmpty()) {
            throw CommandFailure.usage("--peer is for single scenarios and for handle: leave --minutes and --kind out");
        }
        for (String scenario : scenarios) {
            if (!Comparison.knows(scenario)) {
                throw CommandFailure.usage(
                        "--scenario was '" + scenario + "' but must, with --peer, be one of " + Comparison.names());
            }
        }
        return peers.stream()
                .flatMap(name -> named(name, options.system()).stream())
                .distinct()
                .toList();
    }

    private static List<Peer> named(String name, StorageSystem system) {
        List<Peer> found = Peer.on(system, name);
        if (found.isEmpty()) {
            throw CommandFailure.usage(
                    "--peer was '" + name + "' but must, on this store, be one of " + Peer.names(system));
        }
        if (!found.stream().allMatch(Peer::isThere)) {
            throw CommandFailure.usage("--peer needs the peers' classes, which ./eos builds in a checkout");
        }
        return found;
    }

    private static void unknown(String scenario) {
        throw CommandFailure.usage(
                "--scenario was '" + scenario + "', but './eos chaos --list' lists none of that name");
    }
}
