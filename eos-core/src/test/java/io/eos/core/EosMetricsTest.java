package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.NodeId;
import io.eos.core.EosMetrics.CallOutcome;
import io.eos.core.EosMetrics.StoreCall;
import io.eos.testkit.InMemoryResultStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EosMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EosMetrics metrics = new EosMetrics(registry, "p", new NodeId("n1"));

    private double messages(String outcome) {
        return registry.get("eos.messages")
                .tags("processor", "p", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void eachOutcomeHasItsCounterFromTheStart() {
        assertThat(messages("processed") + messages("skipped") + messages("dead-letter") + messages("rolled-back"))
                .isZero();
        metrics.settled(5, 4, 3, 2);
        metrics.published(7);

        assertThat(messages("processed")).isEqualTo(5);
        assertThat(messages("skipped")).isEqualTo(4);
        assertThat(messages("dead-letter")).isEqualTo(3);
        assertThat(messages("rolled-back")).isEqualTo(2);
        assertThat(registry.get("eos.published").counter().count()).isEqualTo(7);
    }

    @Test
    void twoNodesInOneRegistryShareCounters() {
        EosMetrics other = new EosMetrics(registry, "p", new NodeId("n2"));
        metrics.settled(5, 0, 0, 0);
        other.settled(1, 0, 0, 0);
        assertThat(messages("processed")).isEqualTo(6);
    }

    @Test
    void eventsAreCounted() {
        metrics.fenced();
        metrics.lostHistory();
        metrics.conflict(true);
        metrics.conflict(false);
        metrics.conflict(false);
        metrics.mismatch();
        metrics.handlerFailure();
        metrics.compensateFailure();
        metrics.expired();
        metrics.outage();
        metrics.batch(Duration.ofMillis(3));
        metrics.storeCall(StoreCall.RECORD, CallOutcome.FENCED, Duration.ofMillis(1));

        for (String name : List.of(
                "eos.fenced",
                "eos.lost.history",
                "eos.mismatches",
                "eos.handler.failures",
                "eos.compensate.failures",
                "eos.expired",
                "eos.outages")) {
            assertThat(registry.get(name).counter().count()).as(name).isEqualTo(1);
        }
        assertThat(registry.get("eos.conflicts")
                        .tags("results", "differ")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("eos.conflicts")
                        .tags("results", "agree")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("eos.batch").timer().count()).isEqualTo(1);
        assertThat(registry.get("eos.store.calls")
                        .tags("operation", "record", "outcome", "fenced")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void gaugesOfThisNodeGoWithIt() {
        metrics.guarantee(new InMemoryResultStore().traits());
        metrics.shards(3);
        assertThat(registry.get("eos.shards").gauge().value()).isEqualTo(3);
        assertThat(registry.get("eos.guarantee")
                        .tags("store", "memory", "guarantee", "linearizable")
                        .gauge()
                        .value())
                .isEqualTo(1);

        metrics.close();

        assertThat(registry.find("eos.shards").gauge()).isNull();
        assertThat(registry.find("eos.guarantee").gauge()).isNull();
        assertThat(messages("processed")).isZero();
    }

    @Test
    void theShardsOfTwoNodesInOneRegistryAreToldApart() {
        EosMetrics other = new EosMetrics(registry, "p", new NodeId("n2"));
        metrics.shards(3);
        other.shards(4);
        assertThat(registry.get("eos.shards").gauges())
                .extracting(gauge -> gauge.value())
                .containsExactlyInAnyOrder(3.0, 4.0);
        other.close();
        assertThat(registry.get("eos.shards").gauge().value()).isEqualTo(3);
    }
}
