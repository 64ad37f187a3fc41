package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.core.DeadLetterHeaders;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with broker, topics, store and settings has its own message and exit status, and loses nothing. */
class BadInputTest {
    @TempDir
    Path directory;

    @Test
    void brokerThatDoesNotAnswer() {
        Cli.Result result = Cli.eos(
                "dedupe",
                "--bootstrap-server",
                "127.0.0.1:1",
                "--from",
                "a",
                "--to",
                "b",
                "--id",
                "key",
                "--store",
                store());

        assertThat(result.status()).isEqualTo(4);
        assertThat(result.err()).contains("the broker at 127.0.0.1:1 did not answer within");
    }

    @Test
    void brokerWhoseAddressIsNone() {
        Cli.Result result = Cli.eos(
                "dedupe",
                "--bootstrap-server",
                "localhost",
                "--from",
                "a",
                "--to",
                "b",
                "--id",
                "key",
                "--store",
                store());

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("localhost");
    }

    @Test
    void storeThatDoesNotAnswer() {
        String from = Topics.create("orders", 1);

        Cli.Result result = dedupe(from, Topics.name("once"), "key", "--store", "jdbc:postgresql://127.0.0.1:1/x");

        assertThat(result.status()).isEqualTo(5);
        assertThat(result.err()).contains("127.0.0.1:1").contains("store");
        assertThat(result.err()).doesNotContain("\tat ");
    }

    @Test
    void storeWithoutASchema() {
        Cli.Result result = Cli.eos("results", "--store", store(), "--store-setting", "create-schema=false");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("schema");
    }

    @Test
    void storeWithAnOlderSchema() throws Exception {
        assertThat(Cli.eos("stores", "--store", store()).status()).isZero();
        try (Connection connection = DriverManager.getConnection(store() + ";AUTO_SERVER=TRUE");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE eos_schema_version SET version = 0"))
                    .isEqualTo(1);
        }

        Cli.Result result = Cli.eos("results", "--store", store());

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("schema", "version");
    }

    @Test
    void storeThatHoldsNothing() {
        Cli.Result result = Cli.eos("results", "--store", store());

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("this store holds nothing", "Check --store and --store-prefix");
    }

    @Test
    void topicThatDoesNotExist() {
        String missing = Topics.name("missing");

        Cli.Result result = dedupe(missing, Topics.name("once"), "key");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("there is no topic '" + missing + "'");
    }

    @Test
    void topicNameThatIsNone() {
        Cli.Result result = dedupe("no/topic", "once", "key");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("no/topic");
    }

    @Test
    void allWrongSettingsAreToldAtOnceWithTheKnownOnes() {
        String from = Topics.create("orders", 1);

        Cli.Result result = dedupe(
                from,
                Topics.name("once"),
                "key",
                "--set",
                "retenton=3d",
                "--set",
                "lease=soon",
                "--kafka",
                "isolation.level=read_uncommitted");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err())
                .contains(
                        "3 problems",
                        "unknown setting eos.retenton; did you mean eos.retention? known are:",
                        "eos.retention",
                        "eos.lease was 'soon'",
                        "isolation.level is not for you to set");
    }

    @Test
    void retentionShorterThanTheTopics() {
        String from = Topics.create("orders", 1, Map.of("retention.ms", "604800000"));

        Cli.Result result = dedupe(from, Topics.name("once"), "key", "--set", "retention=1d");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("eos.retention was 1d but topic '" + from + "' keeps messages for 7d");
    }

    @Test
    void targetWithTooFewPartitions() {
        String from = Topics.create("orders", 3);
        String to = Topics.create("once", 2);

        Cli.Result result = dedupe(from, to, "key");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("has 2 partitions, but needs at least the 3 of '" + from + "'");
    }

    @Test
    void targetThatOverwritesTimestamps() {
        String from = Topics.create("orders", 1);
        String to = Topics.create("once", 1, Map.of("message.timestamp.type", "LogAppendTime"));

        Cli.Result result = dedupe(from, to, "key");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("message.timestamp.type=LogAppendTime", "overwrites the timestamps");
    }

    @Test
    void targetIsMadeWithTheSourcesSettingsAndTheMessagesOwnTime() throws Exception {
        String from = Topics.create(
                "orders", 2, Map.of("message.timestamp.type", "LogAppendTime", "cleanup.policy", "compact"));
        String to = Topics.name("once");

        assertThat(dedupe(from, to, "key", "--until-end").status()).isZero();

        try (Admin admin = Topics.admin()) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, to);
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(resource)).all().get().get(resource));
            assertThat(config.get("message.timestamp.type").value()).isEqualTo("CreateTime");
            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
        }
    }

    @Test
    void deadLettersAmongTheCopy() {
        Cli.Result result = dedupe("a", "b", "key", "--dead-letter-topic", "b");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("dead letters would mix with the copy");
    }

    @Test
    void anotherIdentityUnderTheSameName() {
        String from = Topics.create("orders", 1);
        String to = Topics.create("once", 1);
        assertThat(dedupe(from, to, "key", "--until-end").status()).isZero();

        Cli.Result result = dedupe(from, to, "content", "--until-end");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("is stored with identity key, but was started with identity content");
    }

    @Test
    void sameIdWithAnotherPayloadStopsTheCopyIfItIsToldTo() {
        String from = Topics.create("orders", 1);
        String to = Topics.create("once", 1);
        Topics.send(
                List.of(Topics.message(from, 0, "id-1", "ten euro"), Topics.message(from, 0, "id-1", "ten thousand")));

        Cli.Result result = dedupe(from, to, "header:id", "--until-end", "--set", "on-mismatch=stop");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("id-1").doesNotContain("ten thousand");
    }

    @Test
    void recordThatIsNoJsonIsADeadLetterWithItsBytes() {
        String from = Topics.create("orders", 1);
        String to = Topics.create("once", 1);
        Topics.send(List.of(
                new ProducerRecord<>(from, 0, null, Topics.bytes("{\"order\":{\"id\":7}}")),
                new ProducerRecord<>(from, 0, null, Topics.bytes("{\"order\":")),
                new ProducerRecord<>(from, 0, Topics.bytes("k"), null),
                new ProducerRecord<>(from, 0, null, Topics.bytes("{\"order\":{\"id\":[7]}}")),
                new ProducerRecord<>(from, 0, null, Topics.bytes("{\"order\":{\"id\":8}}"))));

        Cli.Result result =
                dedupe(from, to, "json:/order/id", "--until-end", "--name", to, "--dead-letter-topic", to + "-dead");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("copied 2", "3 dead letters");
        assertThat(Topics.read(to)).hasSize(2);
        var dead = Topics.read(to + "-dead");
        assertThat(dead).hasSize(3);
        assertThat(dead.get(0).value()).isEqualTo(Topics.bytes("{\"order\":"));
        assertThat(dead)
                .allSatisfy(letter -> assertThat(Topics.header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE))
                        .isNotBlank());
    }

    private String store() {
        return "jdbc:h2:file:" + directory.resolve("eos");
    }

    private Cli.Result dedupe(String from, String to, String id, String... more) {
        List<String> all = new ArrayList<>(
                List.of("dedupe", "--bootstrap-server", Topics.servers(), "--from", from, "--to", to, "--id", id));
        if (!List.of(more).contains("--store")) {
            all.addAll(List.of("--store", store()));
        }
        all.addAll(List.of(more));
        return Cli.eos(all.toArray(new String[0]));
    }
}
