package io.eos.core;

import io.eos.api.NodeId;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreTraits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The meters of one processor on one node, resolved once: counting makes no garbage. Thread-safe.
 *
 * <p>All have the tag {@code processor}; the gauges, which cannot be added up in a registry that several nodes share, have {@code node}
 * as well, and go with the node.
 */
final class EosMetrics implements LoopMetrics, AutoCloseable {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Tags nodeTags;
    private final Counter processed;
    private final Counter skipped;
    private final Counter deadLettered;
    private final Counter rolledBack;
    private final Counter published;
    private final Counter conflicts;
    private final Counter agreements;
    private final Counter mismatches;
    private final Counter failures;
    private final Counter compensateFailures;
    private final Counter fenced;
    private final Counter lostHistory;
    private final Counter expired;
    private final Counter outages;
    private final Timer batch;
    private final Map<StoreCall, Map<CallOutcome, Timer>> storeCalls = new EnumMap<>(StoreCall.class);
    private final AtomicInteger shards = new AtomicInteger();
    private final List<Meter> ofThisNode = new ArrayList<>();

    /** The calls of a store that are timed. */
    enum StoreCall {
        PREFLIGHT,
        REGISTER,
        AMEND,
        ACQUIRE,
        CLAIM,
        RENEW,
        RELEASE,
        RECORD,
        REPLACE,
        FIND,
        PURGE,
        TRANSACT
    }

    /** How a store's call ended. */
    enum CallOutcome {
        OK,
        /** A transaction was rolled back since results were there first. */
        CONFLICT,
        /** A transaction was rolled back by the store. */
        VICTIM,
        /** A transaction's work did what it must not. */
        REFUSED,
        /** The work inside a transaction failed, not the store. */
        WORK_FAILED,
        FENCED,
        UNAVAILABLE,
        UNKNOWN,
        ERROR
    }

    EosMetrics(MeterRegistry registry, String processor, NodeId node) {
        this.registry = registry;
        this.tags = Tags.of("processor", processor);
        this.nodeTags = tags.and("node", node.value());
        String messages = "messages by what became of them";
        processed = counter("eos.messages", messages, "outcome", "processed");
        skipped = counter("eos.messages", messages, "outcome", "skipped");
        deadLettered = counter("eos.messages", messages, "outcome", "dead-letter");
        rolledBack = counter("eos.messages", messages, "outcome", "rolled-back");
        published = counter("eos.published", "records published to Kafka, in transactions that committed");
        String superseded = "results of this node that found another one there first";
        conflicts = counter("eos.conflicts", superseded, "results", "differ");
        agreements = counter("eos.conflicts", superseded, "results", "agree");
        mismatches = counter("eos.mismatches", "messages whose id is taken by another payload");
        failures = counter("eos.handler.failures", "calls of the handler, or transactions around it, that failed");
        compensateFailures =
                counter("eos.compensate.failures", "calls of compensate that failed: an effect that is not undone");
        fenced = counter("eos.fenced", "shards lost to another tenure, seen by a refused write or commit");
        lostHistory = counter("eos.lost.history", "shards whose store or log went back to an earlier history");
        expired = counter("eos.expired", "times that Kafka had deleted messages before they were processed");
        outages = counter("eos.outages", "times that store or broker did not answer");
        batch = Timer.builder("eos.batch")
                .description("from the first look at a batch of messages to its recorded results")
                .tags(tags)
                .register(registry);
        for (StoreCall call : StoreCall.values()) {
            storeCalls.put(call, new EnumMap<>(CallOutcome.class));
        }
        bindForThisNode(Gauge.builder("eos.shards", shards, AtomicInteger::get)
                .description("shards that this node owns")
                .tags(nodeTags)
                .strongReference(true));
    }

    @Override
    public void settled(int processed, int skipped, int deadLettered, int rolledBack) {
        this.processed.increment(processed);
        this.skipped.increment(skipped);
        this.deadLettered.increment(deadLettered);
        this.rolledBack.increment(rolledBack);
    }

    @Override
    public void published(long records) {
        published.increment((double) records);
    }

    @Override
    public void batch(Duration duration) {
        batch.record(duration);
    }

    @Override
    public void conflict(boolean differs) {
        (differs ? conflicts : agreements).increment();
    }

    @Override
    public void mismatch() {
        mismatches.increment();
    }

    @Override
    public void handlerFailure() {
        failures.increment();
    }

    @Override
    public void compensateFailure() {
        compensateFailures.increment();
    }

    @Override
    public void fenced() {
        fenced.increment();
    }

    @Override
    public void lostHistory() {
        lostHistory.increment();
    }

    @Override
    public void expired() {
        expired.increment();
    }

    @Override
    public void outage() {
        outages.increment();
    }

    @Override
    public void shards(int live) {
        shards.set(live);
    }

    /** Shows which store is used and what it promises: a gauge that is 1. */
    void guarantee(StoreTraits traits) {
        bindForThisNode(Gauge.builder("eos.guarantee", () -> 1)
                .description(
                        "always 1; its tags say which store keeps the results, and what its acknowledged writes are worth")
                .tags(nodeTags.and(
                        "store", traits.name(), "guarantee", SettingsReader.hyphenated(traits.guarantee()))));
    }

    /** A call of the store that ended. */
    void storeCall(StoreCall call, CallOutcome outcome, Duration duration) {
        timer(call, outcome).record(duration);
    }

    /** Takes the gauges of this node out of the registry; its counters stay. */
    @Override
    public void close() {
        synchronized (ofThisNode) {
            ofThisNode.forEach(registry::remove);
            ofThisNode.clear();
        }
    }

    private <T> void bindForThisNode(Gauge.Builder<T> gauge) {
        Meter meter = gauge.register(registry);
        synchronized (ofThisNode) {
            ofThisNode.add(meter);
        }
    }

    /** Made when first needed: most pairs of call and outcome never happen. */
    private Timer timer(StoreCall call, CallOutcome outcome) {
        Map<CallOutcome, Timer> timers = Objects.requireNonNull(storeCalls.get(call));
        synchronized (timers) {
            return timers.computeIfAbsent(
                    outcome,
                    missing -> Timer.builder("eos.store.calls")
                            .description("calls of the result store")
                            .tags(tags.and(
                                    "operation",
                                    SettingsReader.hyphenated(call),
                                    "outcome",
                                    SettingsReader.hyphenated(outcome)))
                            .register(registry));
        }
    }

    private Counter counter(String name, String description, String... more) {
        return Counter.builder(name)
                .description(description)
                .tags(tags.and(more))
                .register(registry);
    }
}
