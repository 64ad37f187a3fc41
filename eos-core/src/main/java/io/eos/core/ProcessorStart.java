package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.NodeId;
import io.eos.spi.Registration;
import io.eos.spi.ResultStore;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreLocator;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks, connects and wires a processor. What was opened is closed again when a later step fails. Used once. */
final class ProcessorStart {
    private static final Logger LOG = LoggerFactory.getLogger("io.eos.core.Eos");
    private static final int CLOSE_SECONDS = 15;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final int DEFAULT_MAX_REQUEST = 1 << 20;

    private final Plan plan;
    private final Settings settings;
    private final NodeId node = NodeId.random(hostName());
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /**
     * What the builder collected.
     *
     * @param store handed in, or null to open the one of the settings
     * @param clients makes Kafka's clients; tests hand in ones that fail on purpose
     */
    record Plan(
            Settings settings,
            Work work,
            MessageIdentity identity,
            Decoder decoder,
            @Nullable ResultStore store,
            @Nullable ClassLoader loader,
            MeterRegistry registry,
            LoopClock clock,
            Probe probe,
            Clients clients) {}

    /** Makes Kafka's clients. */
    interface Clients {
        /** Real ones. */
        Clients KAFKA = new Clients() {};

        default Consumer<byte[], byte[]> consumer(Map<String, Object> config, MetadataUpdates updates) {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), updates);
        }

        default Producer<byte[], byte[]> producer(Map<String, Object> config) {
            return new KafkaProducer<>(config);
        }

        default Admin admin(Map<String, Object> config) {
            return Admin.create(config);
        }
    }

    ProcessorStart(Plan plan) {
        this.plan = plan;
        this.settings = plan.settings();
    }

    EosProcessor start() {
        try {
            ProcessorRunner runner = wire();
            runner.start();
            return runner;
        } catch (RuntimeException | Error e) {
            closeAll();
            throw e;
        }
    }

    private ProcessorRunner wire() {
        Admin admin = client("admin", () -> plan.clients().admin(KafkaConfigs.admin(settings, node)));
        // With a limit: without one it waits for ever for a broker that takes connections and does not answer.
        opened.push(() -> admin.close(CLOSE_LIMIT));
        AdminBrokerView broker = new AdminBrokerView(admin, settings.groupId(), settings.startTimeout());
        StartChecks checks = new StartChecks(settings, plan.work().kind(), admin);
        checks.broker();
        ResultStore store = checks.open(this::openStore);
        Registration registration = checks.store(store);
        LoopClock clock = plan.clock();
        EosMetrics metrics = opened(new EosMetrics(plan.registry(), settings.processor(), node));
        metrics.guarantee(store.traits());
        ResultStore metered = MeteredStore.of(store, metrics);
        DeadLetters deadLetters = new DeadLetters(settings.deadLetterTopic(), settings.processor(), node);
        ResultFactory results = new ResultFactory(
                plan.work().kind(),
                node,
                clock,
                deadLetters,
                // With transact its dead letters are recorded in any case.
                settings.keepResults() || plan.work().kind() == HandlerKind.TRANSACT
                        ? store.traits().maxResultBytes()
                        : Integer.MAX_VALUE);
        NodeContext shared = new NodeContext(
                settings,
                plan.work(),
                metered,
                plan.identity(),
                plan.decoder(),
                results,
                new OutputRules(broker, maxRequestBytes(), clock),
                new LeaseKeeper(metered, settings.lease(), clock),
                order(),
                node,
                clock,
                plan.probe(),
                metrics,
                new MessageLog(settings, clock));
        ItemRules rules = new ItemRules(shared, new Nonces(new SecureRandom().nextLong()));
        ExecutorService workers = executor("worker", settings.workers());
        // A start waits for transactions that a dead node left open: it must not keep the other shards waiting too.
        ExecutorService housekeeping = executor("housekeeping", 8);
        ExecutorService lookups = executor("lookups", 1);
        ExecutorService publishing = executor("publisher", 1);
        TransactionRound round =
                new TransactionRound(() -> plan.clients().producer(KafkaConfigs.producer(settings, node)), broker);
        opened.push(() -> publishing.submit(round::close).get(CLOSE_SECONDS, TimeUnit.SECONDS));
        MetadataUpdates updates = new MetadataUpdates();
        Consumer<byte[], byte[]> consumer = opened(client(
                "consumer", () -> plan.clients().consumer(KafkaConfigs.consumer(settings, node), updates)));
        LoopParts parts = new LoopParts(
                consumer,
                new Mailbox(),
                new StartRule(
                        plan.work().kind(), registration.incarnation(), settings.startAt(), settings.onLostHistory()),
                broker,
                checks.readsById() ? updates::count : () -> MetadataUpdates.UNKNOWN,
                checks.watch(),
                broker,
                checks.formerGroups(registration, metered, broker),
                rules,
                round,
                workers,
                housekeeping,
                lookups,
                publishing);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("timer"));
        opened.push(timer::shutdownNow);
        announce(store);
        return new ProcessorRunner(
                shared, new ConsumerLoop(shared, parts), parts, timer, new CaughtUp(broker, settings), this::closeAll);
    }

    /** Kafka's own message says which setting it does not like in the cause, if at all. */
    private static <T> T client(String which, Supplier<T> making) {
        try {
            return making.get();
        } catch (KafkaException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new InvalidConfigurationException(
                    "Kafka's " + which + " client cannot be made with these settings: " + root.getMessage(), e);
        }
    }

    private ResultStore openStore() {
        ResultStore given = plan.store();
        ResultStore store = given != null
                ? given
                : opened(StoreLocator.open(settings.store().orElseThrow(), plan.loader()));
        Batches.checkFit(plan.work(), store);
        return store;
    }

    private CallOrder order() {
        return settings.ordering() == Settings.Ordering.PARTITION
                ? CallOrder.PARTITION
                : new CallOrder(settings.ordering(), executor("handler", settings.handlerThreads()));
    }

    private int maxRequestBytes() {
        String set = settings.kafkaProducer().get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        return set == null ? DEFAULT_MAX_REQUEST : Integer.parseInt(set.strip());
    }

    private void announce(ResultStore store) {
        LOG.info(
                "processor {} node {}: store {} ({}), guarantee: {}, identity {}, scope {}, retention {}",
                settings.processor(),
                node,
                store.traits().product(),
                store.traits().guarantee(),
                plan.work().kind().guarantee(),
                settings.identity(),
                SettingsReader.hyphenated(settings.scope()),
                SettingsReader.show(settings.retention()));
    }

    private ExecutorService executor(String role, int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, threads(role));
        opened.push(executor::shutdown);
        return executor;
    }

    private ThreadFactory threads(String role) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread =
                    new Thread(task, "eos-" + settings.processor() + "-" + role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    /** In the opposite order. */
    private void closeAll() {
        while (!opened.isEmpty()) {
            AutoCloseable next = opened.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.debug("closing {} failed", next, e);
            }
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName() + "-"
                    + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "node-" + ProcessHandle.current().pid();
        }
    }
}
