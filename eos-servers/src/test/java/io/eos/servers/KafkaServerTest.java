package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@Timeout(120)
@DisabledIfEnvironmentVariable(named = Endpoints.KAFKA, matches = ".+", disabledReason = "tests the embedded server")
class KafkaServerTest {

    @Test
    void servesBothGroupProtocolsAndLeavesNoDirectory() throws IOException {
        List<Path> before = directories();
        KafkaServer kafka = KafkaServer.open();
        List<Path> own = directories();
        own.removeAll(before);
        try (kafka) {
            kafka.createTopic("letters", 3, Map.of("retention.ms", "60000"));
            KafkaClients.send(kafka.bootstrapServers(), "letters", "a", "b", "c");
            for (String protocol : List.of("classic", "consumer")) {
                assertThat(KafkaClients.read(kafka.bootstrapServers(), "letters", protocol, 3))
                        .containsExactlyInAnyOrder("a", "b", "c");
            }
            kafka.deleteTopic("letters");
            kafka.createTopic("letters", 1);
            assertThatThrownBy(() -> kafka.createTopic("letters", 1))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("exists");
        }
        kafka.close();
        assertThat(own)
                .isNotEmpty()
                .allSatisfy(directory -> assertThat(directory).doesNotExist());
    }

    @Test
    void clusterOfTheEnvironmentIsLeftAlone() {
        try (KafkaServer own = KafkaServer.open()) {
            KafkaServer external = KafkaServer.external(own.bootstrapServers());
            external.createTopic("elsewhere", 1);
            external.close();
            own.deleteTopic("elsewhere");
        }
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().startsWith("eos-kafka-"))
                            .toList());
        }
    }
}
