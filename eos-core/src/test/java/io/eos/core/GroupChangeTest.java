package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.InvalidConfigurationException;
import io.eos.testkit.SimulatedCrash;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A processor goes on under another consumer group: what the old one published counts, and two at a time are refused. */
class GroupChangeTest {
    /** Right after a publication the store does not know of it yet: only the old group's offset does. */
    @ParameterizedTest
    @EnumSource
    void whatTheOldGroupPublishedBeforeItCrashedIsNotPublishedAgain(HandlerKind kind) throws InterruptedException {
        Rig rig = new Rig(kind, 1);
        rig.send(0, 30);
        rig.send(0, "id-poison");
        try (EosProcessor victim = node(rig)
                .probe((step, partition) -> {
                    if (step == Step.PUBLISHED) {
                        throw new SimulatedCrash("after PUBLISHED");
                    }
                })
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
        }
        String other = rig.name + "-other";
        try (EosProcessor node = startedWhenTheOldGroupIsGone(node(rig).set("group-id", other))) {
            rig.awaitDrained(other, node);
        }
        rig.assertEffects(Rig.values(0, 30));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("v-poison");
    }

    /** Both have passed the checks of the start before one of them joins its group. */
    @Test
    void ofTwoGroupsThatStartAtOnceOneAtMostWorks() {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        rig.send(0, 30);
        CyclicBarrier bothChecked = new CyclicBarrier(2);
        List<CompletableFuture<EosProcessor>> starts = Stream.of("-one", "-two")
                .map(suffix -> CompletableFuture.supplyAsync(() -> rig.node()
                        .set("group-id", rig.name + suffix)
                        .clients(joiningAfter(bothChecked))
                        .start()))
                .toList();
        List<EosProcessor> nodes = starts.stream().map(CompletableFuture::join).toList();
        try {
            Rig.until(() -> nodes.stream().anyMatch(node -> node.failure().isPresent()));
            assertThat(nodes)
                    .flatExtracting(node -> node.failure().stream().toList())
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(ProcessorStoppedException.class)
                            .hasMessageContaining("run by the live consumer group '" + rig.name + "-"));
        } finally {
            nodes.forEach(EosProcessor::close);
        }
        String third = rig.name + "-three";
        try (EosProcessor node = startedWhenTheOldGroupIsGone(rig.node().set("group-id", third))) {
            rig.awaitDrained(third, node);
        }
        rig.assertEffects(Rig.values(0, 30));
    }

    private static ProcessorStart.Clients joiningAfter(CyclicBarrier barrier) {
        return new ProcessorStart.Clients() {
            @Override
            public Consumer<byte[], byte[]> consumer(Map<String, Object> config, MetadataUpdates updates) {
                try {
                    barrier.await(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IllegalStateException(e);
                }
                return ProcessorStart.Clients.KAFKA.consumer(config, updates);
            }
        };
    }

    private static EosProcessor startedWhenTheOldGroupIsGone(Rig.Node node) {
        return await().atMost(Rig.PATIENCE)
                .ignoreException(InvalidConfigurationException.class)
                .until(node::start, Objects::nonNull);
    }

    private static Rig.Node node(Rig rig) {
        return rig.node().before((message, context) -> {
            if (message.key().equals("id-poison")) {
                throw new RejectedMessageException("poison");
            }
        });
    }
}
