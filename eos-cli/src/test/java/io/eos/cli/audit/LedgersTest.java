package io.eos.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.cli.TestStores;
import io.eos.cli.demo.ledger.CassandraLedger;
import io.eos.cli.demo.ledger.Ledger;
import io.eos.cli.demo.ledger.StorageSystem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ledger of each storage system, and its audit: with a lost and a doubled payment it must say so. */
class LedgersTest {
    private static final Effect FIRST = new Effect("p-1", "a", 100, "worker-1", 0, 0);
    private static final Effect AGAIN = new Effect("p-1", "a", 100, "worker-2", 0, 0);
    private static final Produced PRODUCED =
            new Produced(Map.of("p-1", new Produced.Entry("a", 100), "p-2", new Produced.Entry("b", 7)), 2);

    @ParameterizedTest
    @EnumSource(names = {"H2", "REDIS", "ZOOKEEPER", "CASSANDRA"})
    void aLostAndADoubledPaymentAreFoundOut(StorageSystem system) {
        try (Ledger ledger = system.open(address(system), name())) {
            ledger.create(List.of("a", "b"));
            try (LedgerReader reader = ledger.reader()) {
                assertThat(reader.effects()).isEmpty();
                ledger.enter(FIRST);
                ledger.enter(AGAIN);

                assertThat(reader.effects()).containsExactlyInAnyOrder(FIRST, AGAIN);
                Verdict verdict = Verdict.of(PRODUCED, reader.effects());
                assertThat(verdict.holds()).isFalse();
                assertThat(verdict.lost()).containsExactly("p-2");
                assertThat(verdict.doubled()).containsExactly("p-1");
                assertThat(verdict.redelivered()).isEqualTo(1);
                assertThat(Verdict.wrongBalances(PRODUCED, reader.balances())).containsExactly("a", "b");
                List<String> many =
                        IntStream.range(0, 1_200).mapToObj(i -> "p-" + i).toList();
                assertThat(reader.present(many)).containsExactly("p-1");
                assertThat(reader.present(List.of())).isEmpty();
            }
        }
    }

    @Test
    void entriesWithTheSameKeyAreOne() {
        try (var ledger = (CassandraLedger) StorageSystem.CASSANDRA.open(TestStores.CASSANDRA.address(), name())) {
            ledger.create(List.of());
            ledger.enter(FIRST, "key-1");
            ledger.enter(AGAIN, "key-1");
            ledger.enter(new Effect("p-2", "b", 7, "worker-1", 0, 1), "key-2");
            try (LedgerReader reader = ledger.reader()) {
                assertThat(Verdict.of(PRODUCED, reader.effects()).holds()).isTrue();
                assertThat(Verdict.wrongBalances(PRODUCED, reader.balances())).isEmpty();
            }
        }
    }

    @Test
    void whatIsNoEntryIsRefused() {
        assertThat(Effect.parse(FIRST.toLine())).isEqualTo(FIRST);
        assertThatThrownBy(() -> Effect.parse("p-1\ta")).hasMessageContaining("2 fields, not 6");
    }

    private static String name() {
        return "ledger_" + Long.toHexString(System.nanoTime());
    }

    private static String address(StorageSystem system) {
        return system == StorageSystem.H2
                ? "jdbc:h2:mem:" + name() + ";DB_CLOSE_DELAY=-1"
                : TestStores.valueOf(system.name()).address();
    }
}
