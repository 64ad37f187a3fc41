package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.Completion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that keeps nothing would be the fastest of all. */
class ClientTest {
    static Stream<Arguments> clients() {
        return Storage.ALL.stream()
                .flatMap(store -> Stream.of(Scope.values())
                        .flatMap(scope -> Stream.of("eos", "bare").map(kind -> Arguments.of(store, scope, kind))));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void keepsWhatItRecordsAndRefusesIdsThatAreThere(String store, Scope scope, String kind) throws Exception {
        Messages messages = new Messages(4);
        Place place = new Place(store, Started.address(store));
        try (Client client = place.client(kind, scope);
                Client other = place.client(kind, scope)) {
            // More than ZooKeeper's store takes at once.
            List<Completion> batch = messages.completions(257);
            List<MessageId> ids = batch.stream().map(Completion::id).toList();
            client.record(batch, messages.watermark());
            client.record(messages.completions(1), messages.watermark());

            assertThat(client.find(ids)).isEqualTo(257);
            assertThat(client.find(messages.ids(3))).isZero();
            assertThat(other.find(ids)).as("clients share nothing").isZero();

            Completion again = Completion.unclaimed(
                    batch.get(3).id(), messages.completions(1).get(0).result());
            assertThatThrownBy(() -> client.record(List.of(again), messages.watermark()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not recorded");
        }
    }
}
