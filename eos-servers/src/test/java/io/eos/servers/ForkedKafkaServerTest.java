package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@Timeout(120)
@DisabledIfEnvironmentVariable(named = Endpoints.KAFKA, matches = ".+", disabledReason = "tests the embedded server")
class ForkedKafkaServerTest {

    @Test
    void recordsSurviveStopAndKill() {
        ProcessHandle process;
        try (ForkedKafkaServer kafka = ForkedKafkaServer.open()) {
            kafka.createTopic("letters", 2);
            KafkaClients.send(kafka.bootstrapServers(), "letters", "a");
            kafka.stop();
            kafka.start();
            KafkaClients.send(kafka.bootstrapServers(), "letters", "b");
            // Its commit is acknowledged before its marker is written; this test is about records, not about that.
            assertThat(KafkaClients.read(kafka.bootstrapServers(), "letters", "classic", 2))
                    .containsExactlyInAnyOrder("a", "b");
            long pid = kafka.pid();
            kafka.kill();
            assertThat(ProcessHandle.of(pid)).isEmpty();
            kafka.start();
            KafkaClients.send(kafka.bootstrapServers(), "letters", "c");
            for (String protocol : List.of("classic", "consumer")) {
                assertThat(KafkaClients.read(kafka.bootstrapServers(), "letters", protocol, 3))
                        .containsExactlyInAnyOrder("a", "b", "c");
            }
            kafka.freeze();
            kafka.thaw();
            kafka.createTopic("afterwards", 1);
            process = ProcessHandle.of(kafka.pid()).orElseThrow();
        }
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void clientOfAProxyStaysBehindIt() {
        try (FaultProxy proxy = FaultProxy.open();
                FaultProxy unused = FaultProxy.open();
                ForkedKafkaServer kafka = ForkedKafkaServer.behind(List.of(proxy, unused))) {
            kafka.createTopic("letters", 1);
            String behind = "127.0.0.1:" + proxy.port();
            KafkaClients.send(behind, "letters", "a");
            assertThat(KafkaClients.read(behind, "letters", "consumer", 1)).containsExactly("a");
            assertThat(proxy.accepted()).isGreaterThan(2);
            assertThat(unused.accepted()).isZero();
            int before = proxy.accepted();
            assertThat(KafkaClients.read(kafka.bootstrapServers(), "letters", "consumer", 1))
                    .containsExactly("a");
            assertThat(proxy.accepted()).isEqualTo(before);
        }
    }

    @Test
    void failedStartShowsTheLog() {
        assertThatThrownBy(() -> ForkedKafkaServer.open(Map.of("log.retention.ms", "often")))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("ended with exit code")
                .hasMessageContaining("often");
    }

    @Test
    void clusterOfTheEnvironmentCannotBeKilled() {
        ForkedKafkaServer external = ForkedKafkaServer.external("kafka.example:9092");
        for (Runnable operation :
                List.<Runnable>of(external::start, external::stop, external::kill, external::freeze, external::thaw)) {
            assertThatThrownBy(operation::run)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("EOS_TEST_KAFKA");
        }
        external.close();
    }
}
