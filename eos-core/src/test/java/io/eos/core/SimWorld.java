package io.eos.core;

import io.eos.core.SimPlan.Fault;
import io.eos.core.SimPlan.How;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.PurgeRequest;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import io.eos.spi.Tenure;
import io.eos.testkit.InMemoryResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A store, a broker, and the nodes between them, from a plan to what can be said of the invariants. Used once. */
final class SimWorld {
    /** From when on nothing new goes wrong, and what stood still goes on. */
    private static final Duration HEALED = Duration.ofMillis(SimPlanner.UNREST + 6_000L);

    /** How long a backlog may take to drain after that: some of the longest backoff, leases and timeouts. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration RETENTION = Duration.ofSeconds(3);

    final SimPlan plan;
    final SimScheduler time;
    final SimFaults faults;
    final SimChecker checker;
    final SimBroker broker;
    final InMemoryResultStore memory;
    final Registration registration;
    final SimCoverage coverage = new SimCoverage();
    private final SimBacklog backlog;
    private final Map<Integer, SimNode> nodes = new TreeMap<>();
    private long storeDownUntil;
    private long brokerDownUntil;
    private int started;
    private int pauses;
    private int toSend;

    private SimWorld(SimPlan plan, SimThreads threads, boolean tracing) {
        this.plan = plan;
        this.time = new SimScheduler(plan.seed(), threads, tracing);
        this.faults = new SimFaults(plan);
        this.checker = new SimChecker(plan, time);
        this.broker = new SimBroker(time, plan, checker, this::isBrokerDown);
        checker.broker(broker);
        this.backlog = new SimBacklog(plan, broker, checker);
        this.memory = new InMemoryResultStore(new SimClock(time), new Random(plan.seed()));
        this.registration = memory.register(ProcessorSpec.of(SimChecker.PROCESSOR, plan.scope(), Map.of()));
    }

    /**
     * What came of a run.
     *
     * @param violations none if all went well
     * @param fingerprint the same for every run of the plan
     */
    record Result(List<String> violations, long fingerprint, SimCoverage coverage, List<String> trace) {
        boolean isGood() {
            return violations.isEmpty();
        }
    }

    static Result run(SimPlan plan, SimThreads threads, boolean tracing) {
        SimWorld world = new SimWorld(plan, threads, tracing);
        world.schedule();
        threads.run(world.time);
        world.coverage.ran(plan, world.faults.fired());
        return new Result(world.checker.violations(), world.time.fingerprint(), world.coverage, world.time.trace());
    }

    boolean isStoreDown() {
        return storeDownUntil > time.now();
    }

    boolean isBrokerDown() {
        return brokerDownUntil > time.now();
    }

    private void schedule() {
        send(plan.first());
        for (int number = 0; number < plan.nodes(); number++) {
            startLater(number, Duration.ofMillis(time.random.nextInt(300)));
        }
        SimFaults.atTimes(plan).forEach(fault -> time.after(Duration.ofMillis(fault.nth()), null, () -> comes(fault)));
        time.after(HEALED, null, this::heal);
        time.after(HEALED.plus(LOOK), null, this::lookWhetherDone);
        time.after(LOOK, null, this::replaceDead);
        if (plan.madeAgain()) {
            time.after(LOOK, null, this::makeAgainWhenDone);
        }
    }

    private void send(List<SimPlan.Message> messages) {
        messages.forEach(each -> {
            toSend++;
            time.after(Duration.ofMillis(each.at()), null, () -> {
                toSend--;
                broker.send(each);
            });
        });
    }

    /** What the old topic had and nobody has settled goes with it: that is a limit, not a fault. */
    private void makeAgainWhenDone() {
        if (toSend > 0 || !backlog.isDrained()) {
            time.after(LOOK, null, this::makeAgainWhenDone);
            return;
        }
        time.trace(() -> "the source topic is made again");
        broker.makeSourceAgain();
        send(plan.second());
    }

    private boolean isAllSent() {
        return toSend == 0 && (!plan.madeAgain() || broker.isSourceMadeAgain());
    }

    private void heal() {
        faults.heal();
        if (checker.wentBack()) {
            // Who has nothing to write would not notice before its next start.
            nodes.values().forEach(SimNode::expel);
        }
    }

    private void startLater(int number, Duration delay) {
        time.after(delay, null, () -> {
            SimNode present = nodes.get(number);
            if (pauses == 0 && (present == null || present.process.isGone())) {
                SimNode node = new SimNode(this, number, "n" + number + "." + started++);
                nodes.put(number, node);
                node.start();
            }
        });
    }

    /** Whoever died is started again, after a while. */
    private void replaceDead() {
        nodes.forEach((number, node) -> {
            if (node.process.isGone()) {
                startLater(number, time.between(0, 2_000));
            }
        });
        time.after(LOOK, null, this::replaceDead);
    }

    private void comes(Fault fault) {
        Optional<SimNode> node = living(fault.node());
        time.trace(() -> "fault " + fault);
        switch (fault.how()) {
            case STORE_DOWN -> storeDownUntil = time.now() + fault.millis() * 1_000_000L;
            case BROKER_DOWN -> brokerDownUntil = time.now() + fault.millis() * 1_000_000L;
            case REBALANCE -> broker.group.rebalance(false);
            case JOIN -> startLater(plan.nodes() + fault.node(), Duration.ZERO);
            case COMPACT -> {
                if (broker.compact() == 0) {
                    return;
                }
            }
            case PURGE -> {
                // A result that waited to be published for longer than it is kept may be lost: a limit, not a fault.
                if (memory.admin().shards(SimChecker.PROCESSOR).stream()
                        .anyMatch(state -> !state.checkpoint().pending().isEmpty())) {
                    time.after(LOOK, null, () -> comes(fault));
                    return;
                }
                purge();
            }
            case GO_BACK -> {
                InMemoryResultStore.Snapshot past = memory.snapshot();
                Runnable watched = checker.monitor.remember();
                time.after(Duration.ofMillis(fault.millis()), null, () -> {
                    time.trace(() -> "the store goes back by " + fault.millis() + " ms");
                    memory.restore(past);
                    watched.run();
                    checker.goesBack();
                });
            }
            case REWIND -> {
                pauses++;
                nodes.values().forEach(SimNode::stop);
                time.after(LOOK, null, () -> rewindWhenAllEnded(fault));
                return;
            }
            default -> {
                if (node.isEmpty()) {
                    time.after(LOOK, null, () -> comes(fault));
                    return;
                }
                hit(node.get(), fault);
            }
        }
        faults.fired(fault);
    }

    /** This node, or another one where it does not live. */
    private Optional<SimNode> living(int number) {
        SimNode node = nodes.get(number);
        return node != null && !node.process.isGone()
                ? Optional.of(node)
                : nodes.values().stream().filter(one -> !one.process.isGone()).findFirst();
    }

    private static void hit(SimNode node, Fault fault) {
        if (fault.how() == How.CRASH) {
            // Not thrown: nothing of the process runs right now.
            SimCrash unused = node.process.crash();
        } else if (fault.how() == How.FREEZE) {
            node.process.freeze(fault.millis());
        } else if (fault.how() == How.EXPEL) {
            node.expel();
        } else if (fault.how() == How.LEAVE) {
            node.stop();
        }
    }

    private void purge() {
        long unused = memory.purge(new PurgeRequest(SimChecker.PROCESSOR, RETENTION, 1_000));
        checker.monitor.forget(RETENTION, slot -> {
            Tenure any = new Tenure(
                    SimChecker.shard(Math.max(0, slot.partition())), plan.scope(), new io.eos.api.NodeId("w"), 0, 0);
            return memory.find(any, List.of(slot.id())).get(0).isEmpty();
        });
    }

    private void rewindWhenAllEnded(Fault fault) {
        if (nodes.values().stream().anyMatch(node -> !node.process.isGone())) {
            time.after(LOOK, null, () -> rewindWhenAllEnded(fault));
            return;
        }
        pauses--;
        // Whatever was published after the last watermark is known by the committed offset alone: see the limits in
        // protocol.md.
        boolean known = memory.admin().shards(SimChecker.PROCESSOR).stream().allMatch(this::isAllKnown);
        if (known && broker.group.members().isEmpty()) {
            faults.fired(fault);
            for (int partition = 0; partition < plan.partitions(); partition++) {
                broker.group.reset(new TopicPartition(SimBroker.SOURCE, partition), 0);
            }
        }
    }

    private boolean isAllKnown(StoreAdmin.ShardState state) {
        OffsetAndMetadata committed = broker.group.committed(
                new TopicPartition(SimBroker.SOURCE, state.shard().partition()));
        return state.checkpoint().pending().isEmpty()
                && (committed == null
                        || committed.offset() <= state.checkpoint().watermark());
    }

    private void lookWhetherDone() {
        if (pauses == 0 && isAllSent() && backlog.isDrained()) {
            new SimVerdict(this).judge(memory);
            time.stop();
        } else if (time.now() > HEALED.plus(PATIENCE).toNanos()) {
            checker.violated("I9: the backlog does not drain: " + backlog);
            time.stop();
        } else {
            time.after(LOOK, null, this::lookWhetherDone);
        }
    }
}
