package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.ResultStore;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Processors, topics and nodes that share a store. */
abstract class IsolationContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void processorsDoNotSeeEachOther() {
        Scope other = scope == Scope.SHARD ? Scope.PROCESSOR : Scope.SHARD;
        Scope theirs = fixture.gaps().containsKey(other == Scope.SHARD ? Feature.SHARD_SCOPE : Feature.PROCESSOR_SCOPE)
                ? scope
                : other;
        String name = processor + "x";
        store.register(ProcessorSpec.of(name, theirs, Map.of()));
        Owner mine = own(0);
        Owner neighbour = own(store, new Shard(name, shard(0).topicId(), 0), theirs);
        StoredResult first = mine.recorded(ID, 0);
        assertThat(neighbour.find(ID)).isEmpty();
        StoredResult second = neighbour.recorded(ID, 0);
        assertThat(mine.find(ID)).contains(first);
        assertThat(neighbour.find(ID)).contains(second);
        mine.granted(id("claimed"), LONG);
        neighbour.granted(id("claimed"), LONG);
        mine.recordUpTo(5);
        neighbour.recordUpTo(9);
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(5);
        store.admin().erase(processor, ID);
        assertThat(neighbour.find(ID)).contains(second);
    }

    @Test
    void aTopicThatWasMadeAgainIsAnotherTopic() {
        Owner before = own(0);
        before.recordUpTo(5, before.completion(ID, 4));
        Owner after = own(store, new Shard(processor, UUID.randomUUID(), 0), scope);
        assertThat(after.acquisition.last().hasWatermark()).isFalse();
        assertThat(after.find(ID).isPresent()).isEqualTo(scope == Scope.PROCESSOR);
        before.recordUpTo(6);
    }

    @Test
    void allHandlesSeeTheSame() {
        ResultStore other = open();
        Owner here = own(0);
        Granted granted = here.granted(ID, LONG);
        Owner there = own(other, 1);
        StoredResult result = here.recorded(id("done"), 0);
        assertThat(other.find(here.tenure, java.util.List.of(id("done"))))
                .containsExactly(java.util.Optional.of(result));
        assertThat(other.admin().lookUp(processor, ID))
                .singleElement()
                .satisfies(entry -> assertThat(entry.token()).isEqualTo(granted.token()));
        Owner taken = own(other, 0);
        assertThat(taken.tenure.epoch()).isGreaterThan(here.tenure.epoch());
        there.recorded(id("theirs"), 0);
    }
}
