package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.Scope;
import io.eos.core.Settings.OnLostHistory;
import io.eos.core.Settings.Ordering;
import io.eos.core.SettingsLoader.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Map<String, String> LEAST = Map.of(
            "processor", "payments",
            "topics", "payments",
            "store", "jdbc:h2:mem:x",
            "identity", "header:payment-id",
            "kafka.common.bootstrap.servers", "localhost:9092");

    private static Map<String, String> with(String... more) {
        Map<String, String> all = new HashMap<>(LEAST);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static List<String> problems(Map<String, String> settings) {
        return catchThrowableOfType(InvalidConfigurationException.class, () -> Settings.of(settings))
                .problems();
    }

    @Test
    void theDefaultsAreThoseThatAreDocumented() {
        Settings settings = Settings.of(LEAST);

        assertThat(settings.groupId()).isEqualTo("payments");
        assertThat(settings.scope()).isEqualTo(Scope.PROCESSOR);
        assertThat(settings.digest()).isTrue();
        assertThat(settings.ordering()).isEqualTo(Ordering.PARTITION);
        assertThat(settings.onLostHistory()).isEmpty();
        assertThat(settings.deadLetterTopic()).isEqualTo("payments.dead-letters");
        assertThat(settings.retention()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.handlerRetries()).isEqualTo(3);
        assertThat(settings.retryBackoff()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.commitInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.idleFlush()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.batchSize()).isEqualTo(1000);
        assertThat(settings.claimBatch()).isEqualTo(10);
        assertThat(settings.workers()).isEqualTo(Settings.defaultWorkers());
        assertThat(settings.maxBuffered()).isEqualTo(100_000);
        assertThat(settings.purgeInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.startTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.store().orElseThrow().prefix()).isEqualTo("eos_");
    }

    @Test
    void keysAreTakenWithAndWithoutEosInFront() {
        Settings settings = Settings.of(with(
                "eos.topics", "payments",
                "eos.retention", "7d",
                "eos.on-lost-history", "stop",
                "eos.store.pool-size", "7",
                "eos.store.prefix", "test_",
                "eos.kafka.consumer.max.poll.records", "100"));

        assertThat(settings.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.onLostHistory()).contains(OnLostHistory.STOP);
        assertThat(settings.store().orElseThrow().settings()).containsExactly(Map.entry("pool-size", "7"));
        assertThat(settings.store().orElseThrow().prefix()).isEqualTo("test_");
        assertThat(settings.kafkaConsumer()).containsExactly(Map.entry("max.poll.records", "100"));
    }

    @Test
    void aKeyThatIsSetTwiceToDifferentValuesIsRefused() {
        assertThat(problems(with("eos.lease", "5s", "lease", "6s")))
                .singleElement()
                .asString()
                .contains("eos.lease is set twice");
    }

    @Test
    void allProblemsComeAtOnce() {
        assertThat(problems(Map.of(
                        "retention", "soon",
                        "workers", "0",
                        "ordering", "random",
                        "retenton", "3d",
                        "kafka.consumer.group.id", "g",
                        "topics", "a,b c")))
                .anySatisfy(p -> assertThat(p).contains("eos.processor is missing"))
                .anySatisfy(
                        p -> assertThat(p).contains("eos.identity is missing").contains("header:NAME"))
                .anySatisfy(p -> assertThat(p).contains("eos.store is missing"))
                .anySatisfy(p -> assertThat(p).contains("bootstrap.servers is missing"))
                .anySatisfy(p -> assertThat(p).contains("eos.retention was 'soon' but must be a duration"))
                .anySatisfy(p -> assertThat(p).contains("eos.workers was '0' but must be a whole number"))
                .anySatisfy(p -> assertThat(p).contains("one of partition, key, none"))
                .anySatisfy(p -> assertThat(p).contains("eos.topics had 'b c'"))
                .anySatisfy(p ->
                        assertThat(p).contains("eos.kafka.consumer.group.id is not for you to set: use eos.group-id"))
                .anySatisfy(p -> assertThat(p)
                        .contains("unknown setting eos.retenton")
                        .contains("eos.retention,")
                        .contains("eos.kafka.consumer.*")
                        .contains("eos.store.*"))
                .hasSize(10);
    }

    @Test
    void aDrainThatWouldGetTheNodeExpelledIsRefused() {
        assertThat(problems(with("drain-timeout", "30s", "kafka.consumer.max.poll.interval.ms", "30000")))
                .singleElement()
                .asString()
                .contains("max.poll.interval.ms was '30000'")
                .contains("longer than eos.drain-timeout, which is 30s");
    }

    @Test
    void topicsAndAPatternExcludeEachOther() {
        assertThat(problems(with("topic-pattern", "orders.*")))
                .singleElement()
                .asString()
                .contains("exclude each other");
        Map<String, String> pattern = with("topic-pattern", "orders-[0-9]+");
        pattern.remove("topics");
        assertThat(Settings.of(pattern).topicPattern()).contains("orders-[0-9]+");
        pattern.put("topic-pattern", "(");
        assertThat(problems(pattern)).singleElement().asString().contains("must be a regular expression");
    }

    @Test
    void aProcessorThatReadsItsOwnDeadLettersIsRefused() {
        assertThat(problems(with("topics", "payments,payments.dead-letters")))
                .singleElement()
                .asString()
                .contains("come back for ever");
        Map<String, String> pattern = with("topic-pattern", "pay.*");
        pattern.remove("topics");
        assertThat(problems(pattern)).singleElement().asString().contains("come back for ever");
    }

    @Test
    void coordinatesAreUniqueInTheirShard() {
        assertThat(Settings.of(with("identity", "coordinates")).scope()).isEqualTo(Scope.SHARD);
        assertThat(Settings.of(with("identity", "coordinates", "scope", "processor"))
                        .scope())
                .isEqualTo(Scope.PROCESSOR);
    }

    @Test
    void whatTheProgramHandsInTakesTheSettingsPlace() {
        Map<String, String> settings = with();
        settings.remove("identity");
        settings.remove("store");
        MessageIdentity identity = MessageIdentity.of(message -> "x");

        Settings loaded = SettingsLoader.load(settings, new Given(identity, true));

        assertThat(loaded.identity()).isEqualTo("function");
        assertThat(loaded.store()).isEmpty();
        assertThatThrownBy(() -> SettingsLoader.load(LEAST, new Given(identity, true)))
                .hasMessageContaining("eos.identity was 'header:payment-id' but the program sets function")
                .hasMessageContaining("eos.store is set but the program hands in an open store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "common.enable.auto.commit",
                "consumer.isolation.level",
                "consumer.auto.offset.reset",
                "consumer.key.deserializer",
                "consumer.value.deserializer",
                "producer.transactional.id",
                "producer.enable.idempotence",
                "producer.key.serializer",
                "producer.value.serializer",
                "common.group.id",
            })
    void whatEosOwnsIsRefusedWithTheReason(String key) {
        assertThat(problems(with("kafka." + key, "true")))
                .singleElement()
                .asString()
                .matches("eos\\.kafka\\." + key + " is not for you to set: \\w.*");
    }

    @ParameterizedTest
    @CsvSource({
        "consumer.group.protocol, share, must be classic or consumer",
        "producer.acks, 1, acks was '1' but must be all",
        "producer.retries, 0, retries was '0'",
        "producer.transaction.timeout.ms, 50, must be more than eos.commit-interval",
        "producer.transaction.timeout.ms, long, must be milliseconds",
        "other.x, y, unknown setting eos.kafka.other.x",
    })
    void kafkaSettingsThatBreakTheGuaranteeAreRefused(String key, String value, String message) {
        assertThat(problems(with("kafka." + key, value)))
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void theNewGroupProtocolTakesNoSessionSettings() {
        assertThat(problems(
                        with("kafka.consumer.group.protocol", "consumer", "kafka.consumer.session.timeout.ms", "6000")))
                .singleElement()
                .asString()
                .contains("session.timeout.ms has no meaning with group.protocol=consumer");
    }

    @Test
    void bootstrapServersMayDifferPerClient() {
        Map<String, String> settings =
                with("kafka.consumer.bootstrap.servers", "a:1", "kafka.admin.bootstrap.servers", "b:1");
        settings.remove("kafka.common.bootstrap.servers");
        assertThat(problems(settings))
                .singleElement()
                .asString()
                .contains("eos.kafka.producer.bootstrap.servers is missing");
        settings.put("kafka.producer.bootstrap.servers", "c:1");
        assertThat(Settings.of(settings).kafkaCommon()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "EOS_RETENTION, retention",
        "EOS_DEAD_LETTER_TOPIC, dead-letter-topic",
        "EOS_STORE, store",
        "EOS_STORE_PREFIX, store.prefix",
        "EOS_STORE_POOL_SIZE, store.pool-size",
        "EOS_STORE_SSL__MODE, store.ssl.mode",
        "EOS_KAFKA_COMMON_BOOTSTRAP_SERVERS, kafka.common.bootstrap.servers",
        "EOS_KAFKA_CONSUMER_MAX_POLL_RECORDS, kafka.consumer.max.poll.records",
        "EOS_KAFKA_PRODUCER_EOS_MESSAGE__ID_HEADER, kafka.producer.eos.message-id.header",
        "EOS_KAFKA_ADMIN_A___B, kafka.admin.a_b",
        "EOS_RETENTON, retenton",
    })
    void environmentVariablesNameSettings(String variable, String key) {
        assertThat(Settings.readEnvironment(Map.of(variable, "v"))).containsExactly(Map.entry(key, "v"));
    }

    @ParameterizedTest
    @CsvSource({
        "PATH, /bin",
        "EOSX, 1",
        "EOS_TEST_KAFKA, host:9092",
        "EOS_SERVICE_HOST, 10.0.0.1",
        "EOS_PORT, tcp://10.0.0.1:6379",
        "EOS_STORE_PORT_6379_TCP_ADDR, 10.0.0.1",
        "EOS_STORE_SERVICE_PORT_REDIS, 6379",
    })
    void variablesThatAreNoSettingsAreLeftAlone(String variable, String value) {
        assertThat(Settings.readEnvironment(Map.of(variable, value))).isEmpty();
    }

    @Test
    void everyOwnSettingCanBeSetByAVariable() {
        List<String> known = problems(with("nonsense", "1"))
                .get(0)
                .lines()
                .flatMap(line ->
                        List.of(line.substring(line.indexOf("known are: ") + 11).split(", ")).stream())
                .map(key -> key.substring("eos.".length()))
                .filter(key -> !key.contains("*"))
                .toList();
        assertThat(known).contains("retention", "store.prefix", "processor").hasSizeGreaterThan(25);
        for (String key : known) {
            String variable = "EOS_"
                    + key.toUpperCase(java.util.Locale.ROOT).replace('-', '_').replace('.', '_');
            assertThat(Settings.readEnvironment(Map.of(variable, "v"))).containsExactly(Map.entry(key, "v"));
        }
    }

    @Test
    void aPropertiesFileIsRead(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("eos.properties"), """
                # payments
                eos.processor=payments
                eos.topics=payments, refunds
                eos.identity=json:/order/id
                eos.store=jdbc:h2:file:./eos
                eos.kafka.common.bootstrap.servers=localhost:9092
                """);
        Settings settings = Settings.of(Settings.readFile(file));
        assertThat(settings.topics()).containsExactly("payments", "refunds");
        assertThat(settings.identity()).isEqualTo("json:/order/id");

        Path none = dir.resolve("none.properties");
        assertThatThrownBy(() -> Settings.readFile(none))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("none.properties cannot be read: NoSuchFileException");
    }

    @Test
    void secretsAreNotShown() {
        Settings settings = Settings.of(with(
                "store", "jdbc:postgresql://h/db?user=u&password=hunter2",
                "store.password", "hunter2",
                "kafka.common.sasl.jaas.config", "x password=\"hunter2\";",
                "kafka.producer.ssl.keystore.key", "hunter2"));
        assertThat(settings.toString()).doesNotContain("hunter2").contains("ssl.keystore.key", "retention=30d");
    }
}
