package io.eos.cli;

import io.eos.cli.demo.Demo;
import io.eos.cli.demo.DemoOptions;
import io.eos.cli.demo.ledger.StorageSystem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows eos at work, and what would happen without it. */
@Command(
        name = "demo",
        description = {
            "Shows eos at work: payments with duplicates, worker processes of which some are killed with SIGKILL while"
                    + " payments are in flight, and an independent audit. Then the same run without eos.",
            "",
            "Starts a Kafka broker and a storage system by itself, in a temporary directory, and removes all of it. Each worker"
                    + " runs two processors: one enters payments into a ledger, one publishes receipts to a topic. The ledger is in the"
                    + " same system as the results, and written in the transaction that records them. Cassandra has no such transaction:"
                    + " there the handler's entries carry idempotency keys. Takes one to two minutes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos demo",
            "  ./eos demo --seed 5 --nodes 4 --kill 3",
            "  ./eos demo --store postgresql --messages 100000 --duplicates 25%%"
        })
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many payments are made (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--duplicates",
            paramLabel = "SHARE",
            defaultValue = "10%",
            description = "How many of them are sent twice (default: 10%%).")
    private String duplicates = "";

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many workers run at a time (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--kill",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many workers are killed; another one takes each place (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed for payments, duplicates and victims (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            defaultValue = "h2",
            description = "h2, postgresql, mariadb, redis, zookeeper or cassandra (default: ${DEFAULT-VALUE}).")
    private String store = "";

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Options.check("--messages", messages, 100, 10_000_000);
        Options.check("--nodes", nodes, 1, 6);
        Options.check("--kill", kills, 0, 20);
        StorageSystem system = Options.parse("--store", store, StorageSystem.class);
        DemoOptions options = new DemoOptions(messages, share(duplicates), nodes, kills, seed, system);
        boolean holds = new Demo(options, session.out(), session.err(), session.columns()).run();
        return holds ? ExitStatus.OK : ExitStatus.AUDIT_FAILED;
    }

    private static double share(String text) {
        boolean percent = text.endsWith("%");
        try {
            double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
            double share = percent ? number / 100 : number;
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // told below, as one out of range is
        }
        throw CommandFailure.usage("--duplicates was '" + text + "' but must be from 0% to 100%, as in 10% or 0.1");
    }
}
