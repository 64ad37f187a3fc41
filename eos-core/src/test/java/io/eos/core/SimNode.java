package io.eos.core;

import io.eos.api.NodeId;
import io.eos.core.SimPlan.Fault;
import io.eos.core.SimPlan.How;
import io.eos.spi.Registration;
import io.eos.testkit.InMemoryResultStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** One node: the real loop, its parts wired as {@link ProcessorStart} does it, with the threads, the clock and the clients of the simulation. */
final class SimNode {
    static final Duration LEASE = Duration.ofSeconds(1);
    private static final Map<String, Settings> SETTINGS = new ConcurrentHashMap<>();

    final SimProcess process;
    private final SimWorld world;
    private final SimConsumer consumer;
    private final SimMailbox mailbox;
    private final TransactionRound round;
    private final ConsumerLoop loop;
    private final LeaseKeeper leases;
    private boolean working;
    private boolean woken;
    private boolean stopping;
    private long pollNumber;
    private long pollDue = Long.MAX_VALUE;

    SimNode(SimWorld world, int number, String name) {
        this.world = world;
        this.process = new SimProcess(world.time, number, name);
        Settings settings = settings(world.plan);
        SimStore store = new SimStore(world, process);
        LoopClock clock = new SimClock(world.time);
        NodeId node = new NodeId(name);
        SimLink kafka = new SimLink(world, process, "broker", world::isBrokerDown, SimTopics.FAILURES);
        SimTopics topics = new SimTopics(world, process, kafka);
        Work work = new SimHandler(world, process).work();
        this.consumer = new SimConsumer(world, process, kafka, this::wake);
        this.mailbox = new SimMailbox(world.time, process, this::wake);
        this.leases = new LeaseKeeper(store, settings.lease(), clock);
        DeadLetters deadLetters = new DeadLetters(SimBroker.DEAD, SimChecker.PROCESSOR, node);
        NodeContext shared = new NodeContext(
                settings,
                work,
                store,
                identity(world.plan),
                new Decoder(new ByteArrayDeserializer(), new Values()),
                new ResultFactory(work.kind(), node, clock, deadLetters, InMemoryResultStore.MAX_RESULT_BYTES),
                new OutputRules(topics, 1 << 20, clock),
                leases,
                CallOrder.PARTITION,
                node,
                clock,
                this::reached,
                new Alarms(),
                new MessageLog(settings, clock));
        this.round = new TransactionRound(() -> new SimProducer(world, process, kafka), topics);
        Registration registration = world.registration;
        LoopParts parts = new LoopParts(
                consumer,
                mailbox,
                new StartRule(work.kind(), registration.incarnation(), settings.startAt(), settings.onLostHistory()),
                topics,
                consumer::updates,
                new TopicWatch(settings, (all, problems) -> {}, topics.all()),
                topics,
                new FormerGroups(settings, registration.incarnation(), store, group -> false, topics),
                new ItemRules(shared, new Nonces(world.time.random.nextLong())),
                round,
                new SimExecutor(world.time, process, settings.workers()),
                new SimExecutor(world.time, process, 8),
                new SimExecutor(world.time, process, 1),
                new SimExecutor(world.time, process, 1));
        this.loop = new ConsumerLoop(shared, parts);
    }

    private static Settings settings(SimPlan plan) {
        return SETTINGS.computeIfAbsent(plan.kind() + " " + plan.scope() + " " + plan.keepsResults(), any -> {
            Map<String, String> set = new HashMap<>(Map.of(
                    "processor",
                    SimChecker.PROCESSOR,
                    "topics",
                    SimBroker.SOURCE,
                    "dead-letter-topic",
                    SimBroker.DEAD,
                    "scope",
                    plan.scope().name().toLowerCase(java.util.Locale.ROOT),
                    "batch-size",
                    "6",
                    "claim-batch",
                    "3",
                    "max-buffered",
                    "48",
                    "workers",
                    "2",
                    "lease",
                    LEASE.toMillis() + "ms",
                    "retry-backoff",
                    "10ms"));
            set.put("drain-timeout", "1s");
            set.put("commit-interval", "50ms");
            set.put("idle-flush", "300ms");
            set.put("kafka.common.bootstrap.servers", "simulated:1");
            set.put("keep-results", Boolean.toString(plan.keepsResults()));
            return SettingsLoader.load(set, new SettingsLoader.Given(identity(plan), true));
        });
    }

    private static MessageIdentity identity(SimPlan plan) {
        return plan.keepsResults() ? MessageIdentity.key() : MessageIdentity.coordinates();
    }

    void start() {
        world.time.trace(() -> process.name() + " starts");
        loop.subscribe();
        wake();
        renewLater();
    }

    private void renewLater() {
        world.time.after(LEASE.dividedBy(3), process, () -> {
            leases.renewAll();
            renewLater();
        });
    }

    private void reached(Step step, TopicPartition partition) {
        process.check();
        world.coverage.reached(world.plan.kind(), step);
        Fault fault = world.faults.visit("step:" + step, process.number());
        if (fault == null) {
            return;
        }
        world.time.trace(() -> process.name() + " is after " + step + " of p" + partition.partition());
        if (fault.how() == How.CRASH) {
            throw process.crash();
        }
        process.freeze(fault.millis());
        world.time.sleep(process, Duration.ZERO);
    }

    /** Has the loop make a round soon. */
    private void wake() {
        if (working) {
            woken = true;
        } else {
            workAt(Duration.ZERO);
        }
    }

    private void workAt(Duration delay) {
        long due = world.time.now() + delay.toNanos();
        if (process.isGone() || due >= pollDue) {
            return;
        }
        pollDue = due;
        long current = ++pollNumber;
        world.time.after(delay, process, () -> {
            if (current == pollNumber && !working) {
                pollDue = Long.MAX_VALUE;
                work();
            }
        });
    }

    /** A round of the poll thread, as {@link ProcessorRunner} makes them. */
    private void work() {
        working = true;
        woken = false;
        try {
            if (stopping) {
                loop.drain();
                round.close();
                consumer.close(CloseOptions.timeout(Duration.ZERO));
                process.end();
                return;
            }
            loop.doWork();
        } catch (SimCrash e) {
            return;
        } catch (RuntimeException | Error e) {
            failed(e);
            return;
        } finally {
            working = false;
        }
        Throwable failure = loop.failure();
        if (failure instanceof SimCrash) {
            return;
        }
        if (failure != null) {
            failed(failure);
            return;
        }
        workAt(
                woken || stopping
                        ? Duration.ofNanos(50_000)
                        : consumer.patience().plusNanos(50_000));
    }

    private void failed(Throwable cause) {
        @Nullable StackTraceElement where = cause.getStackTrace().length == 0 ? null : cause.getStackTrace()[0];
        world.checker.violated("I9: " + process.name() + " ended: " + cause + " at " + where);
        process.end();
    }

    /** Ends it in order. */
    void stop() {
        world.time.trace(() -> process.name() + " is asked to end");
        stopping = true;
        wake();
    }

    /** What the group knows it as. */
    void expel() {
        String member = consumer.groupMetadata().memberId();
        world.broker.group.expel(member);
    }

    /** No log goes back here, and no store where none was made to. */
    private final class Alarms implements LoopMetrics {
        @Override
        public void lostHistory() {
            if (!world.checker.wentBack()) {
                world.checker.violated("I9: " + process.name() + " takes the store or the log for one that went back");
            }
        }

        @Override
        public void expired() {
            world.checker.violated("I9: " + process.name() + " takes messages for lost");
        }
    }

    /** A value that says it is garbage does not decode. */
    private static final class Values implements Deserializer<byte[]> {
        @Override
        public byte[] deserialize(String topic, byte[] data) {
            if (SimHandler.what(data) == SimPlan.What.GARBAGE) {
                throw new SerializationException("garbage");
            }
            return data;
        }
    }
}
