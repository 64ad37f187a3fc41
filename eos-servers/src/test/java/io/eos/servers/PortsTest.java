package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

class PortsTest {

    @Test
    void portsAreHandedOutOnce() {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ports.add(Ports.free());
        }
        assertThat(new HashSet<>(ports)).hasSize(100);
        assertThat(ports).noneMatch(Ports::isListening);
    }

    @Test
    void takenPortIsReplacedAndOtherFailuresAreNotRepeated() {
        List<Integer> tried = new ArrayList<>();
        int port = Ports.onFree(candidate -> {
            tried.add(candidate);
            if (tried.size() < 3) {
                throw new ServerException("Kafka: Address already in use");
            }
            return candidate;
        });
        assertThat(tried).hasSize(3).endsWith(port).doesNotHaveDuplicates();

        tried.clear();
        assertThatThrownBy(() -> Ports.onFree(candidate -> {
                    tried.add(candidate);
                    throw new ServerException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(tried).hasSize(1);
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = Endpoints.POSTGRESQL,
            matches = ".+",
            disabledReason = "tests the embedded server")
    void databasesTellOfATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DatabaseOptions options =
                    DatabaseOptions.defaults().withSetting("port", Integer.toString(taken.getLocalPort()));
            assertThatThrownBy(() -> PostgresServer.open(options)).hasMessageContaining("Address already in use");
        }
    }
}
