package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@Timeout(180)
@DisabledIfEnvironmentVariable(
        named = Endpoints.CASSANDRA,
        matches = ".+",
        disabledReason = "tests the embedded server")
class CassandraServerTest {
    /** A request for what the server supports, and the kind of its answer, in version 4 of the protocol. */
    private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

    private static final byte SUPPORTED = 6;

    @Test
    void itComesBackOnItsPortAfterAKillAndLeavesNothing() throws IOException {
        CassandraServer server = CassandraServer.open();
        Path directory = server.directory();
        try (server) {
            assertThat(server.address("k")).isEqualTo("cassandra://" + server.hosts() + "/k?dc=datacenter1");
            assertThat(answer(server)).isEqualTo(SUPPORTED);
            server.kill();
            assertThatThrownBy(() -> answer(server)).isInstanceOf(IOException.class);
            server.start();
            assertThat(answer(server)).isEqualTo(SUPPORTED);
        }
        assertThat(directory).doesNotExist();
        assertThatThrownBy(() -> answer(server)).isInstanceOf(IOException.class);
    }

    @Test
    void itsJarsAreNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("org.apache.cassandra.service.CassandraDaemon"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void failedStartShowsTheLog() {
        DatabaseOptions wrong = DatabaseOptions.defaults().withSetting("memtable_heap_space", "much");
        assertThatThrownBy(() -> CassandraServer.open(wrong))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("ended with exit code")
                .hasMessageContaining("much");
    }

    @Test
    void clusterOfTheEnvironmentCannotBeKilled() {
        CassandraServer external = CassandraServer.external("h1,h2:9042?dc=dc1");
        assertThat(external.isExternal()).isTrue();
        assertThat(external.address("k")).isEqualTo("cassandra://h1,h2:9042/k?dc=dc1");
        for (Runnable operation :
                List.<Runnable>of(external::start, external::stop, external::kill, external::freeze, external::thaw)) {
            assertThatThrownBy(operation::run)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("EOS_TEST_CASSANDRA");
        }
        external.close();
        assertThatThrownBy(() -> CassandraServer.external("h1:9042"))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("?dc=DATACENTER");
    }

    private static byte answer(CassandraServer server) throws IOException {
        String[] endpoint = server.hosts().split(":", -1);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint[0], Integer.parseInt(endpoint[1])), 10_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(OPTIONS);
            return socket.getInputStream().readNBytes(5)[4];
        }
    }
}
