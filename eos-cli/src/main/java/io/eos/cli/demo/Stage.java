package io.eos.cli.demo;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import io.eos.cli.audit.TopicReader;
import io.eos.cli.demo.ledger.Ledger;
import io.eos.cli.progress.Progress;
import io.eos.servers.ForkedKafkaServer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Broker, storage system and payments, on which both variants are run and audited, one after the other. Not thread-safe. */
final class Stage implements AutoCloseable {
    static final String PAYMENTS = "payments";

    private final DemoOptions options;
    private final PaymentPlan plan;
    private final WorkDirectory directory;
    private final ForkedKafkaServer kafka;
    private final DemoServer server;

    // A server that the environment names holds what earlier demos left.
    private final String namespace = "demo_" + HexFormat.of().toHexDigits(new SecureRandom().nextInt()) + "_";

    private Stage(DemoOptions options, WorkDirectory directory, ForkedKafkaServer kafka, DemoServer server) {
        this.options = options;
        this.plan = PaymentPlan.of(options);
        this.directory = directory;
        this.kafka = kafka;
        this.server = server;
    }

    /** Starts broker and storage system, in a temporary directory. What was started is ended again where something fails. */
    static Stage open(DemoOptions options) {
        WorkDirectory directory = new WorkDirectory();
        ForkedKafkaServer kafka = null;
        DemoServer server = null;
        try {
            kafka = ForkedKafkaServer.open();
            server = DemoServer.open(options.system(), directory.path());
            kafka.createTopic(PAYMENTS, PaymentPlan.PARTITIONS);
            return new Stage(options, directory, kafka, server);
        } catch (RuntimeException e) {
            if (server != null) {
                server.close();
            }
            if (kafka != null) {
                kafka.close();
            }
            directory.close();
            throw e;
        }
    }

    PaymentPlan plan() {
        return plan;
    }

    /** Begins to send the payments. */
    PaymentProducer send() {
        // Long enough for workers to come and go while payments arrive.
        Duration time =
                Duration.ofMillis(Math.max(8_000, Math.round(plan.sendings().size() / 1.8)));
        return new PaymentProducer(kafka.bootstrapServers(), PAYMENTS, plan.sendings(), time);
    }

    /**
     * Runs a variant to its end and audits it.
     *
     * @param allSent whether the last payment was sent
     * @param killed called when the last kill was made
     */
    Findings run(Variant variant, Progress progress, BooleanSupplier allSent, Runnable killed) {
        kafka.createTopic(variant.sink(), PaymentPlan.PARTITIONS);
        String unkeyed = Variant.unkeyed(ledger(variant));
        boolean two = variant.withEos() && !options.system().transacts();
        try (LedgerReader ledger = create(ledger(variant));
                LedgerReader beside = two ? create(unkeyed) : null;
                Fleet fleet =
                        new Fleet(variant, directory.path(), (name, journal) -> arguments(variant, name, journal));
                Groups groups =
                        new Groups(kafka.bootstrapServers(), variant.groups(), PAYMENTS, PaymentPlan.PARTITIONS);
                TopicReader topic = new TopicReader(kafka.bootstrapServers(), variant.sink())) {
            Killer killer = new Killer(
                    KillPlan.of(options.kills(), variant.kinds(), options.seed()),
                    fleet,
                    probes(variant, ledger, topic, groups));
            Run.Result result = new Run(variant, fleet, killer, groups, progress, expectedBegun(variant))
                    .execute(options.nodes(), allSent, killed);
            List<Findings.Place> places = new ArrayList<>();
            places.add(new Findings.Place("ledger", Journal.Kind.LEDGER, true, ledger.effects()));
            if (beside != null) {
                places.add(new Findings.Place("unkeyed", Journal.Kind.LEDGER, false, beside.effects()));
            }
            places.add(new Findings.Place("receipts", Journal.Kind.RECEIPTS, true, topic.readWhole()));
            return Findings.of(variant, plan.produced(), result, places, ledger.balances());
        }
    }

    private String ledger(Variant variant) {
        return namespace + variant.ledger();
    }

    private LedgerReader create(String name) {
        try (Ledger ledger = options.system().open(server.address(), name)) {
            ledger.create(plan.accounts());
            return ledger.reader();
        }
    }

    private WorkerArguments arguments(Variant variant, String name, Path journal) {
        return new WorkerArguments(
                name,
                kafka.bootstrapServers(),
                options.system(),
                server.address(),
                namespace,
                ledger(variant),
                PAYMENTS,
                variant.sink(),
                journal,
                work());
    }

    // So that even a small demo lasts a few seconds: a check for fraud, say.
    private Duration work() {
        long nanos = Duration.ofSeconds(6).toNanos()
                * options.nodes()
                / plan.sendings().size();
        return Duration.ofNanos(Math.min(1_000_000, Math.max(200_000, nanos)));
    }

    private long expectedBegun(Variant variant) {
        return variant.oneHandler()
                ? plan.sendings().size()
                : (long) variant.kinds().size() * options.messages();
    }

    private static Map<Journal.Kind, Probe> probes(
            Variant variant, LedgerReader ledger, TopicReader topic, Groups groups) {
        Map<Journal.Kind, Probe> probes = new EnumMap<>(Journal.Kind.class);
        if (variant.oneHandler()) {
            probes.put(Journal.Kind.LEDGER, begun -> uncommitted(begun, groups));
        } else {
            probes.put(Journal.Kind.LEDGER, begun -> without(begun, ledger.present(ids(begun))));
            probes.put(
                    Journal.Kind.RECEIPTS,
                    begun -> without(
                            begun, topic.readToEnd().stream().map(Effect::id).collect(Collectors.toSet())));
        }
        return probes;
    }

    private static Set<String> uncommitted(Collection<Journal.Begun> begun, Groups groups) {
        Map<Integer, Long> committed = groups.committed(NaiveWorkerMain.GROUP);
        return ids(begun.stream()
                .filter(line -> line.offset() >= committed.getOrDefault(line.partition(), 0L))
                .toList());
    }

    private static Set<String> without(Collection<Journal.Begun> begun, Set<String> settled) {
        Set<String> ids = new HashSet<>(ids(begun));
        ids.removeAll(settled);
        return ids;
    }

    private static Set<String> ids(Collection<Journal.Begun> begun) {
        return begun.stream().map(Journal.Begun::id).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        try (directory;
                server) {
            kafka.close();
        }
    }
}
