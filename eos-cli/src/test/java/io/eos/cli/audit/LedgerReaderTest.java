package io.eos.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The audit of a real table: with a lost and a doubled row it must say so. */
class LedgerReaderTest {
    @Test
    void ledgerWithALostAndADoubledRowIsFoundOut() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:audit");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ledger (payment_id VARCHAR(64), account VARCHAR(64), cents BIGINT,"
                    + " worker VARCHAR(64), source_partition INT, source_offset BIGINT)");
            statement.execute("CREATE TABLE balances (account VARCHAR(64) PRIMARY KEY, cents BIGINT)");
            statement.execute("INSERT INTO balances VALUES ('a', 200), ('b', 0)");
            statement.execute(
                    "INSERT INTO ledger VALUES ('p-1', 'a', 100, 'w-1', 0, 0), ('p-1', 'a', 100, 'w-2', 0, 0)");
            LedgerReader reader = new LedgerReader(connection, "ledger", "balances");
            Produced produced =
                    new Produced(Map.of("p-1", new Produced.Entry("a", 100), "p-2", new Produced.Entry("b", 7)), 2);

            Verdict verdict = Verdict.of(produced, reader.effects());

            assertThat(verdict.holds()).isFalse();
            assertThat(verdict.lost()).containsExactly("p-2");
            assertThat(verdict.doubled()).containsExactly("p-1");
            assertThat(verdict.redelivered()).isEqualTo(1);
            assertThat(Verdict.wrongBalances(produced, reader.balances())).containsExactly("a", "b");
            List<String> many =
                    IntStream.range(0, 1_200).mapToObj(i -> "p-" + i).toList();
            assertThat(reader.present(many)).containsExactly("p-1");
            assertThat(reader.present(List.of())).isEmpty();
        }
    }
}
