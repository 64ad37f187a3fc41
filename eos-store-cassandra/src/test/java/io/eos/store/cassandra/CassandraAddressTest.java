package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.StoreConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses and settings, as they are read and as they are refused. */
class CassandraAddressTest {
    @Test
    void hostsTakeTheNextPortThatIsGiven() {
        CassandraAddress address = parse("cassandra://h1,h2:9142,[::1]/eos?dc=dc1");
        assertThat(address.hosts())
                .extracting(host -> host.getHostString() + " " + host.getPort())
                .containsExactly("h1 9142", "h2 9142", "::1 9042");
        assertThat(address.keyspace()).isEqualTo("eos");
        assertThat(address.dataCentre()).isEqualTo("dc1");
        assertThat(address.tls()).isFalse();
        assertThat(address.user()).isEmpty();
    }

    @Test
    void aUserAndAPasswordAreDecoded() {
        CassandraAddress address = parse("cassandra://me:p%40s:s+@h/eos?tls=true&dc=a%20b");
        assertThat(address.user()).contains("me");
        assertThat(address.password()).contains("p@s:s+");
        assertThat(address.dataCentre()).isEqualTo("a b");
        assertThat(address.tls()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cassandra://h/eos                  | dc is missing",
                "cassandra://h/eos?dc=              | dc is missing",
                "cassandra://h/1eos?dc=d            | the keyspace was '1eos'",
                "cassandra://h/?dc=d                | the keyspace was ''",
                "cassandra://h/eos?dc=d&ssl=true    | unknown parameter ssl; known are: dc, tls",
                "cassandra://h/eos?dc=d&tls=yes     | tls was 'yes'",
                "cassandra://h:70000/eos?dc=d       | the port was '70000'",
                "cassandra://h,,i/eos?dc=d          | the host was ''",
                "cassandra:h                        | but must be cassandra://HOST",
            })
    void whatIsWrongIsNamed(String address, String problem) {
        assertThatThrownBy(() -> parse(address))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        StoreConfig config = new StoreConfig(
                StoreAddress.parse("cassandra://h/eos?dc=d"),
                Map.of("user", "me", "tls-truststore", "x", "retention", "0s", "serial-consistency", "quorum"),
                "eos_");
        assertThatThrownBy(() -> CassandraStoreConfig.read(config))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("store.user and store.password")
                .hasMessageContaining("tls=true")
                .hasMessageContaining("store.retention was '0s'")
                .hasMessageContaining("serial, local-serial");
    }

    private static CassandraAddress parse(String address) {
        return CassandraAddress.parse(StoreAddress.parse(address));
    }
}
