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
                        .flatMap(scope -> SideBySide.CLIENTS.stream().map(kind -> Arguments.of(store, scope, kind))));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void keepsWhatItRecordsAndRefusesIdsThatAreThere(String store, Scope scope, String kind) throws Exception {
        Messages messages = new Messages(4);
        Place place = new Place(store, Started.address(store));
        try (Client client = place.client(kind, scope);
                Client other = place.client(kind, scope)) {
            // More than ZooKeeper's store takes at once.
            Batch batch = messages.batch(257);
            List<MessageId> ids =
                    batch.completions().stream().map(Completion::id).toList();
            client.record(batch);
            client.record(messages.batch(1));

            assertThat(client.find(ids)).isEqualTo(257);
            assertThat(client.find(messages.ids(3))).isZero();
            assertThat(other.find(ids)).as("clients share nothing").isZero();

            assertThatThrownBy(() -> client.record(withIdOf(batch.messages().get(3), messages)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not recorded");
        }
    }

    private static Batch withIdOf(Message known, Messages messages) {
        Message next = messages.batch(1).messages().get(0);
        Completion again =
                Completion.unclaimed(known.completion().id(), next.completion().result());
        return new Batch(List.of(new Message(again)));
    }
}
