package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.spi.Completion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that keeps nothing would be the fastest of all. */
class ClientTest {
    @ParameterizedTest
    @CsvSource({
        "memory, eos",
        "memory, bare",
        "h2, eos",
        "h2, bare",
        "postgresql, eos",
        "postgresql, bare",
        "mariadb, eos",
        "mariadb, bare"
    })
    void keepsWhatItRecordsAndRefusesIdsThatAreThere(String store, String kind) throws Exception {
        Messages messages = new Messages(4);
        try (Place place = Place.open(store);
                Client client = place.client(kind);
                Client other = place.client(kind)) {
            List<Completion> batch = messages.completions(7);
            client.record(batch, messages.watermark());
            client.record(messages.completions(1), messages.watermark());

            assertThat(client.find(batch.stream().map(Completion::id).toList())).isEqualTo(7);
            assertThat(client.find(messages.ids(3))).isZero();
            assertThat(other.find(batch.stream().map(Completion::id).toList()))
                    .as("clients share nothing")
                    .isZero();

            Completion again = Completion.unclaimed(
                    batch.get(3).id(), messages.completions(1).get(0).result());
            assertThatThrownBy(() -> client.record(List.of(again), messages.watermark()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not recorded");
        }
    }
}
