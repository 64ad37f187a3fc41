package io.eos.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreAddressTest {
    /** Each address holds its secret as HIDE; what is shown must not hold it, and be as useful as can be. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "redis://user:HIDE@host:6379/0 redis://user:***@host:6379/0",
                "redis://:HIDE@host:6379 redis://:***@host:6379",
                "redis://user:HI@DE@host redis://user:***@host",
                "redis://user:HI/DE@host redis://user:***@host",
                "redis://user:HI?DE@host redis://user:***@host",
                "redis://user:1HIDE@h1:1,h2:2/0 redis://user:***@h1:1,h2:2/0",
                "redis://u:HIDE@h1:1,u:HIDE@h2:2/0 redis://u:***@h2:2/0",
                "redis://user:12/HIDE@host redis://user:***@host",
                "jdbc:h2:file:./eos;USER=sa;PASSWORD=HIDE jdbc:h2:file:./eos;USER=sa;PASSWORD=***",
                "jdbc:h2:file:./eos;PASSWORD=HI&DE;USER=sa jdbc:h2:file:./eos;PASSWORD=***;USER=sa",
                "jdbc:postgresql://h:5432/db?user=a&password=HIDE jdbc:postgresql://h:5432/db?user=a&password=***",
                "jdbc:postgresql://h:5432/db?password=HIDE&user=a jdbc:postgresql://h:5432/db?password=***&user=a",
                "jdbc:postgresql://h:5432/db?password=HI;DE&user=a jdbc:postgresql://h:5432/db?password=***&user=a",
                "jdbc:postgresql://h:5432/db?sslpassword=HIDE jdbc:postgresql://h:5432/db?sslpassword=***",
                "cassandra://h1,h2/ks?dc=dc1&auth-token=HIDE cassandra://h1,h2/ks?dc=dc1&auth-token=***",
                "redis://h?client-secret=HIDE redis://h?client-secret=***",
                "user:HIDE@host user:***@host",
            })
    void secretsAreHidden(String address, String shown) {
        assertThat(StoreAddress.parse(address)).hasToString(shown);
        assertThat(shown).doesNotContain("HI").doesNotContain("DE");
        assertThat(StoreAddress.parse(address).reveal()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:./eos dir/100%",
                "jdbc:postgresql://h:5432/db?user=app@tenant&ssl=true",
                "jdbc:postgresql://h1:5432,h2:5432/db?user=app@tenant",
                "redis-cluster://h1:7000,h2:7000,h3:7000",
                "zookeeper://h1,h2/path",
                "cassandra://h1,h2/keyspace?dc=dc1",
            })
    void whatHoldsNoSecretIsShownWhole(String address) {
        assertThat(StoreAddress.parse(address)).hasToString(address);
    }

    @Test
    void theSchemeIsInLowerCase() {
        StoreAddress address = StoreAddress.parse("  JDBC:h2:mem:a ");
        assertThat(address.scheme()).isEqualTo("jdbc");
        assertThat(address.startsWith("jdbc:H2:")).isTrue();
        assertThat(address.startsWith("jdbc:postgresql:")).isFalse();
        assertThat(address).isEqualTo(StoreAddress.parse("JDBC:h2:mem:a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "eos", ":x", "//user:HIDE@host", "1a:b", "a b:c"})
    void anAddressWithoutASchemeIsRefusedWithoutShowingASecret(String text) {
        assertThatThrownBy(() -> StoreAddress.parse(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("must start with a scheme")
                .hasMessageNotContaining("HIDE");
    }
}
