package io.eos.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every peer must do to be worth measuring: an id is new once, and seen from then on, also by another that is opened where it was. */
class PeerTest {
    static Stream<Arguments> peers() {
        return Stream.of("memory", "h2", "postgresql", "mariadb", "redis", "zookeeper", "cassandra")
                .flatMap(store -> PeerKind.of(store).stream().map(kind -> Arguments.of(kind, store)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("peers")
    void anIdIsNewOnceThenSeen(PeerKind kind, String store) throws Exception {
        String prefix = "p" + UUID.randomUUID().toString().substring(0, 8) + "_";
        List<String> ids = ids(7);
        try (Peer peer = kind.open(store, ServersOfTests.address(store), prefix)) {
            assertThat(peer.markNew(ids)).isEqualTo(7);
            assertThat(peer.markNew(ids)).isZero();
            assertThat(peer.markNew(List.of(ids.get(3), UUID.randomUUID().toString(), ids.get(0))))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("peers")
    void peersOfDifferentPrefixesShareNothing(PeerKind kind, String store) throws Exception {
        List<String> ids = ids(3);
        for (int i = 0; i < 2; i++) {
            String prefix = "p" + UUID.randomUUID().toString().substring(0, 8) + "_";
            try (Peer peer = kind.open(store, ServersOfTests.address(store), prefix)) {
                assertThat(peer.markNew(ids)).isEqualTo(3);
            }
        }
    }

    private static List<String> ids(int count) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
    }
}
