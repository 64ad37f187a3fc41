package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.StoreAdmin.EntryState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code bare} writes is what eos's store writes: the store goes on with it, and its next tenure fences {@code bare}. */
class SamePrimitiveTest {
    static Stream<Arguments> places() {
        return Storage.ALL.stream()
                .filter(store -> !store.equals("memory"))
                .flatMap(store -> Stream.of(Scope.values()).map(scope -> Arguments.of(store, scope)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void theStoreFindsWhatBareRecordedAndFencesIt(String store, Scope scope) throws Exception {
        Messages messages = new Messages(6);
        Place place = new Place(store, Started.address(store));
        String prefix = Place.newPrefix();
        // More than one page and one segment of ZooKeeper, of which the last are written again.
        List<Batch> batches = List.of(messages.batch(257), messages.batch(10), messages.batch(1));
        try (Client bare = place.client("bare", scope, prefix)) {
            for (Batch batch : batches) {
                bare.record(batch);
            }
            try (ResultStore eos = place.eos(prefix)) {
                Acquisition next = EosClient.acquire(eos, scope, Place.processor(prefix));
                assertThat(next.last().watermark()).isEqualTo(batches.get(2).watermark());
                assertThat(next.last().pending()).isEmpty();
                for (Batch batch : batches) {
                    assertThat(eos.find(next.tenure(), ids(batch))).isEqualTo(results(batch));
                }
                assertIsAnEntry(
                        eos,
                        Place.processor(prefix),
                        batches.get(1).completions().get(4));
                assertGoesOn(eos, next, batches.get(0).completions().get(3), messages.batch(1));
                if (!store.equals("cassandra")) { // whose rows go by themselves
                    assertThat(purge(eos, Place.processor(prefix)))
                            .as("all that are below the watermark")
                            .isEqualTo(257 + 10 + 1);
                }
            }
            assertThatThrownBy(() -> bare.record(messages.batch(3)))
                    .as("the tenure is another one")
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not recorded");
        }
    }

    /** By what is kept beside results for retention. */
    private static long purge(ResultStore eos, String processor) {
        PurgeRequest all = new PurgeRequest(processor, Duration.ofMillis(1), 100);
        long purged = 0;
        for (long some = eos.purge(all); some > 0; some = eos.purge(all)) {
            purged += some;
        }
        return purged;
    }

    private static List<MessageId> ids(Batch batch) {
        return batch.completions().stream().map(Completion::id).toList();
    }

    private static List<Optional<StoredResult>> results(Batch batch) {
        return batch.completions().stream()
                .map(completion -> Optional.of(completion.result()))
                .toList();
    }

    private static void assertIsAnEntry(ResultStore eos, String processor, Completion recorded) {
        List<Entry> entries = eos.admin().lookUp(processor, recorded.id());
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).state()).isEqualTo(EntryState.PROCESSED);
        assertThat(entries.get(0).result()).isEqualTo(recorded.result());
        assertThat(entries.get(0).token()).isZero();
        assertThat(entries.get(0).changedAt()).isAfter(recorded.result().completedAt());
    }

    /** A new result is recorded, and one under an id of {@code bare} is not. */
    private static void assertGoesOn(ResultStore eos, Acquisition next, Completion there, Batch more) {
        Completion fresh = more.completions().get(0);
        Completion again = Completion.unclaimed(there.id(), fresh.result());
        long watermark = next.last().watermark();
        Checkpoint checkpoint = new Checkpoint(1, watermark, more.watermark(), 0, List.of());
        assertThat(eos.record(next.tenure(), List.of(again, fresh), checkpoint))
                .containsExactly(
                        new RecordOutcome.Superseded(there.id(), there.result()),
                        new RecordOutcome.Recorded(fresh.id()));
    }
}
