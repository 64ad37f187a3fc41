package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of two stores is what is counted. */
class RoundTripsTest {
    @Test
    void aScriptIsOneTurn() throws Exception {
        try (RoundTrips trips = new RoundTrips("redis")) {
            assertThat(trips.count("bare", Scope.SHARD, 10, 3).turns()).isEqualTo(1);
            assertThat(trips.count("eos", Scope.SHARD, 10, 3).turns()).isEqualTo(1);
        }
    }

    @Test
    void scriptsOfSeveralServersAreOneTurnAndTheWatermarkIsAnother() throws Exception {
        try (RoundTrips trips = new RoundTrips("redis-cluster")) {
            assertThat(trips.count("lean", Scope.PROCESSOR, 100, 3).turns()).isEqualTo(2);
            for (String client : List.of("bare", "eos")) {
                assertThat(trips.count(client, Scope.PROCESSOR, 100, 3).turns())
                        .as("%s checks the tenure first", client)
                        .isEqualTo(3);
            }
        }
    }
}
