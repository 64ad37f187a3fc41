package io.eos.cli.demo;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import io.eos.cli.audit.TopicReader;
import io.eos.cli.progress.Progress;
import io.eos.servers.ForkedKafkaServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Broker, database and payments, on which both variants are run and audited, one after the other. Not thread-safe. */
final class Stage implements AutoCloseable {
    static final String PAYMENTS = "payments";

    private final DemoOptions options;
    private final PaymentPlan plan;
    private final WorkDirectory directory;
    private final ForkedKafkaServer kafka;
    private final DemoDatabase database;
    private final Connection connection;

    private Stage(
            DemoOptions options,
            WorkDirectory directory,
            ForkedKafkaServer kafka,
            DemoDatabase database,
            Connection connection) {
        this.options = options;
        this.plan = PaymentPlan.of(options);
        this.directory = directory;
        this.kafka = kafka;
        this.database = database;
        this.connection = connection;
    }

    /** Starts broker and database, in a temporary directory. What was started is ended again where something fails. */
    static Stage open(DemoOptions options) throws SQLException {
        WorkDirectory directory = new WorkDirectory();
        ForkedKafkaServer kafka = null;
        DemoDatabase database = null;
        try {
            kafka = ForkedKafkaServer.open();
            database = DemoDatabase.open(options.database(), directory.path());
            Stage stage = new Stage(options, directory, kafka, database, database.connect());
            kafka.createTopic(PAYMENTS, PaymentPlan.PARTITIONS);
            return stage;
        } catch (SQLException | RuntimeException e) {
            if (database != null) {
                database.close();
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
    Findings run(Variant variant, Progress progress, BooleanSupplier allSent, Runnable killed) throws SQLException {
        kafka.createTopic(variant.sink(), PaymentPlan.PARTITIONS);
        Ledger.create(connection, variant.tables(), plan.accounts());
        LedgerReader ledger = new LedgerReader(
                connection, variant.tables().ledger(), variant.tables().balances());
        try (Fleet fleet = new Fleet(variant, directory.path(), (name, journal) -> arguments(variant, name, journal));
                Groups groups = new Groups(kafka.bootstrapServers(), variant.groups(), PAYMENTS);
                TopicReader topic = new TopicReader(kafka.bootstrapServers(), variant.sink())) {
            Killer killer = new Killer(
                    KillPlan.of(options.kills(), variant.kinds(), options.seed()),
                    fleet,
                    probes(variant, ledger, topic, groups));
            Run.Result result = new Run(variant, fleet, killer, groups, progress, expectedBegun(variant))
                    .execute(options.nodes(), allSent, killed);
            return Findings.of(variant, plan.produced(), result, ledger, topic);
        }
    }

    private WorkerArguments arguments(Variant variant, String name, Path journal) {
        return new WorkerArguments(
                name,
                kafka.bootstrapServers(),
                database.url(),
                variant.tables(),
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
    public void close() throws SQLException {
        try (directory;
                kafka;
                database) {
            connection.close();
        }
    }
}
