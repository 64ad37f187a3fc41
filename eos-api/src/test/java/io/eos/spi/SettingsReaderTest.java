package io.eos.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private enum Check {
        NONE,
        READ_BACK
    }

    @Test
    void similarNamesAreNearOnes() {
        assertThat(SimilarNames.to("paymets", List.of("orders", "payments", "Payments", "payment-events")))
                .containsExactly("Payments", "payments");
        assertThat(SimilarNames.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void aMistypedKeyIsToldWhatItMayHaveMeant() {
        SettingsReader reader = new SettingsReader("eos.", Map.of("retension", "1d", "zzzzzz", "1"));
        reader.text("retention");
        reader.text("lease");
        assertThat(reader.problems())
                .containsExactly(
                        "unknown setting eos.retension; did you mean eos.retention? known are: eos.lease, eos.retention",
                        "unknown setting eos.zzzzzz; known are: eos.lease, eos.retention");
    }

    @Test
    void goodValuesAreReadAndAbsentOnesHaveTheirDefault() {
        SettingsReader in = new SettingsReader(
                "eos.", Map.of("n", " 7 ", "flag", "TRUE", "check", "read-back", "text", " a ", "blank", "  "));
        assertThat(in.number("n", 1, 0, 10)).isEqualTo(7);
        assertThat(in.number("m", 1, 0, 10)).isEqualTo(1);
        assertThat(in.flag("flag", false)).isTrue();
        assertThat(in.choice("check", Check.NONE)).isEqualTo(Check.READ_BACK);
        assertThat(in.text("text")).contains("a");
        assertThat(in.text("blank")).isEmpty();
        in.finish();
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        SettingsReader in = new SettingsReader(
                "eos.", Map.of("n", "x", "flag", "yes", "check", "never", "d", "5 weeks", "adress", "?", "zzz", "?"));
        in.number("n", 1, 0, 10);
        in.flag("flag", false);
        in.choice("check", Check.NONE);
        in.duration("d", DAY, Duration.ofMillis(1), YEAR);
        in.text("address");
        assertThat(in.problems())
                .containsExactly(
                        "eos.n was 'x' but must be a whole number from 0 to 10",
                        "eos.flag was 'yes' but must be true or false",
                        "eos.check was 'never' but must be one of none, read-back",
                        "eos.d was '5 weeks' but must be a duration from 1ms to 365d, as in 500ms, 10s or 30d",
                        "unknown setting eos.adress; did you mean eos.address? known are: eos.address, eos.check, eos.d, eos.flag, eos.n",
                        "unknown setting eos.zzz; known are: eos.address, eos.check, eos.d, eos.flag, eos.n");
        assertThatThrownBy(in::finish).isInstanceOfSatisfying(InvalidConfigurationException.class, e -> {
            assertThat(e.problems()).hasSize(6);
            assertThat(e).hasMessageContaining("eos.zzz").hasMessageContaining("eos.n was 'x'");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "11", "2147483648", "99999999999999999999999", "1e3", "0x1", "1.0"})
    void numbersOutsideTheRangeAreProblems(String value) {
        SettingsReader in = new SettingsReader("", Map.of("n", value));
        assertThat(in.number("n", 3, 0, 10)).isEqualTo(3);
        assertThat(in.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0ms",
                "366d",
                "9223372036854775807d",
                "99999999999999999999999s",
                "PT99999999999999999999H",
                "-1s",
                "PT-1S",
                "1",
                "1 y"
            })
    void durationsOutsideTheRangeAreProblems(String value) {
        SettingsReader in = new SettingsReader("", Map.of("d", value));
        assertThat(in.duration("d", DAY, Duration.ofMillis(1), YEAR)).isEqualTo(DAY);
        assertThat(in.problems()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5 m,PT5M", "2H,PT2H", "30d,PT720H", "PT1M1S,PT61S"})
    void durationsAreRead(String value, Duration expected) {
        SettingsReader in = new SettingsReader("", Map.of("d", value));
        assertThat(in.duration("d", DAY, Duration.ofMillis(1), YEAR)).isEqualTo(expected);
        in.finish();
    }

    @Test
    void durationsAreShownAsTheyAreWritten() {
        assertThat(List.of(
                        SettingsReader.show(Duration.ofMillis(500)),
                        SettingsReader.show(Duration.ofSeconds(10)),
                        SettingsReader.show(Duration.ofSeconds(61)),
                        SettingsReader.show(Duration.ofMinutes(60)),
                        SettingsReader.show(Duration.ofDays(30)),
                        SettingsReader.show(Duration.ZERO)))
                .containsExactly("500ms", "10s", "61s", "1h", "30d", "0ms");
        assertThat(SettingsReader.show(Duration.ofNanos(5))).isEqualTo("PT0.000000005S");
        assertThat(SettingsReader.show(Duration.ofSeconds(Long.MAX_VALUE))).startsWith("PT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "ssl.key.Password",
                "client-secret",
                "token",
                "sasl.jaas.config",
                "credentials",
                "passphrase"
            })
    void secretsAreNeverShown(String key) {
        SettingsReader in = new SettingsReader("eos.", Map.of(key, "hunter2"));
        in.number(key, 0, 0, 1);
        assertThat(in.problems()).containsExactly("eos." + key + " was '***' but must be a whole number from 0 to 1");
    }

    @Test
    void aValueThatExplainsItselfIsOneProblemAmongOthers() {
        SettingsReader in = new SettingsReader("eos.", Map.of("store", "nothing", "n", "x"));
        in.read("store", StoreAddress.parse("memory:a"), "an address", StoreAddress::parse);
        in.number("n", 0, 0, 1);
        assertThat(in.problems())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("eos.store: the store's address was 'nothing'");
    }

    @Test
    void aKeyThatIsReadElsewhereIsKnown() {
        SettingsReader in = new SettingsReader("", Map.of("a", "1"));
        in.knows("a");
        in.finish();
        in.problem("a and b exclude each other");
        assertThatThrownBy(in::finish).hasMessage("a and b exclude each other");
    }
}
