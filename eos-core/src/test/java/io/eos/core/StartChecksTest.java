package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.servers.Servers;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.Finding;
import io.eos.spi.Pending;
import io.eos.spi.Registration;
import io.eos.spi.ResultStore;
import io.eos.testkit.InMemoryResultStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class StartChecksTest {
    private final String name = "checks-" + UUID.randomUUID();
    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()));
    private final InMemoryResultStore store = new InMemoryResultStore();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        admin.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.eos.core");
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Settings settings(String... more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "processor",
                name,
                "topics",
                name,
                "identity",
                "key",
                "start-timeout",
                "20s",
                "kafka.common.bootstrap.servers",
                Servers.kafka().bootstrapServers()));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        all.values().removeIf(String::isEmpty);
        return SettingsLoader.load(all, new SettingsLoader.Given(null, true));
    }

    private Registration run(Settings settings, HandlerKind kind, ResultStore with) {
        StartChecks checks = new StartChecks(settings, kind, admin);
        checks.broker();
        return checks.store(with);
    }

    private Registration run(String... more) {
        return run(settings(more), HandlerKind.HANDLE, store);
    }

    private Map<String, String> stored() {
        return store.admin().processors().get(0).stored().attributes();
    }

    private List<String> problems(String... more) {
        return catchThrowableOfType(InvalidConfigurationException.class, () -> run(more))
                .problems();
    }

    private void topic(Map<String, String> config) {
        Servers.kafka().createTopic(name, 3, config);
    }

    @Test
    void aProcessorIsRegisteredAndItsDeadLetterTopicMade() throws Exception {
        topic(Map.of());

        Registration started = run();

        assertThat(started.stored().attributes())
                .containsEntry("identity", "key")
                .containsEntry("digest", "true")
                .containsEntry("kind", "HANDLE")
                .containsEntry("format", "1")
                .containsEntry("group", name)
                .containsEntry("partitions", name + "=3");
        assertThat(admin.describeTopics(List.of(name + ".dead-letters"))
                        .allTopicNames()
                        .get())
                .hasEntrySatisfying(
                        name + ".dead-letters",
                        topic -> assertThat(topic.partitions()).hasSize(3));
        assertThat(run().incarnation()).isEqualTo(started.incarnation());
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamed() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            Settings settings = settings("kafka.common.bootstrap.servers", address, "start-timeout", "300ms");
            Admin nobody = Admin.create(KafkaConfigs.admin(settings, new NodeId("n")));
            assertThatThrownBy(new StartChecks(settings, HandlerKind.HANDLE, nobody)::broker)
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("Kafka at " + address + " did not connect within 300ms");
            nobody.close(Duration.ZERO);
        }
    }

    /** Closing the admin client waited for ever for the answer that the broker never gives. */
    @Test
    @Timeout(60)
    void aStartWithABrokerThatDoesNotAnswerEnds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var definition = Eos.processor(name)
                    .topics(name)
                    .store(store)
                    .identity(MessageIdentity.key())
                    .bootstrapServers("127.0.0.1:" + silent.getLocalPort())
                    .set("start-timeout", "300ms")
                    .handle((message, context) -> {});
            assertThatThrownBy(definition::start).isInstanceOf(BrokerUnavailableException.class);
        }
    }

    @Test
    void aTopicThatDoesNotExistIsNamedWithSimilarOnes() {
        topic(Map.of());
        assertThat(problems("topics", name + "s," + name))
                .singleElement()
                .asString()
                .isEqualTo("topic '" + name + "s' does not exist; similar ones are " + name);
        assertThat(store.admin().processors()).as("nothing is stored").isEmpty();
    }

    @Test
    void aRetentionBelowTheTopicsIsRefused() {
        topic(Map.of("retention.ms", "3600000"));
        assertThat(problems("retention", "30m"))
                .singleElement()
                .asString()
                .contains("eos.retention was 30m but topic '" + name + "' keeps messages for 1h")
                .contains("Set eos.retention to 1h or more");
        assertThat(run("retention", "1h").stored().name()).isEqualTo(name);
    }

    @Test
    void aTopicThatKeepsItsMessagesForEverIsAWarning() {
        topic(Map.of("retention.ms", "-1"));
        run("retention", "1s");
        assertThat(logged()).anySatisfy(line -> assertThat(line).contains(name + " keeps messages for ever"));
    }

    @Test
    void aCompactedTopicIsAWarning() {
        topic(Map.of("cleanup.policy", "compact", "retention.ms", "3600000"));
        run("retention", "1s");
        assertThat(logged()).anySatisfy(line -> assertThat(line).contains(name + " is compacted"));
    }

    @ParameterizedTest
    @CsvSource({
        "identity, content, HANDLE, identity key",
        "scope, shard, HANDLE, scope processor",
        "digest, false, HANDLE, digest true",
        "workers, 4, TRANSFORM, kind HANDLE",
    })
    void anotherProcessorUnderTheNameIsRefused(String key, String value, HandlerKind kind, String stored) {
        topic(Map.of());
        run();
        assertThatThrownBy(() -> run(settings(key, value), kind, store))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("processor '" + name + "' is stored with " + stored)
                .hasMessageContaining("was started with");
    }

    @Test
    void anotherFormatIsRefused() {
        topic(Map.of());
        run();
        store.amend(name, Map.of("format", "99"));
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("stored with format 99, but was started with format 1");
    }

    @Test
    void morePartitionsAreAWarningAndStoredAnew() throws Exception {
        topic(Map.of());
        run("scope", "shard");
        admin.createPartitions(Map.of(name, NewPartitions.increaseTo(5))).all().get();
        await().untilAsserted(() -> {
            run("scope", "shard");
            assertThat(stored()).containsEntry("partitions", name + "=5");
        });
        assertThat(logged())
                .anySatisfy(line -> assertThat(line).contains("had 3 partitions and has 5 now: in SHARD scope"));
    }

    @Test
    void twoLiveGroupsForOneProcessorAreRefused() {
        topic(Map.of());
        run("group-id", name + "-one");
        try (var other = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.kafka().bootstrapServers(), "group.id", name + "-one"),
                new StringDeserializer(),
                new StringDeserializer())) {
            other.subscribe(List.of(name));
            await().until(() -> {
                other.poll(Duration.ofMillis(100));
                return !other.assignment().isEmpty();
            });
            assertThat(problems("group-id", name + "-two"))
                    .singleElement()
                    .asString()
                    .contains("run by the live consumer group '" + name + "-one', and here with group '" + name
                            + "-two'");
            assertThat(run("group-id", name + "-one").stored().name()).isEqualTo(name);
        }
        await().untilAsserted(() -> run("group-id", name + "-two"));
        assertThat(stored())
                .containsEntry("group", name + "-two")
                .containsKeys("group:" + name + "-one", "group:" + name + "-two");
    }

    @Test
    void whatTheStoreRefusesIsRefusedAndWhatItWarnsOfIsLogged() {
        topic(Map.of());
        ResultStore careless = withFindings(Finding.refuse("fsync is off"), Finding.warn("the clock is odd"));
        assertThatThrownBy(() -> run(settings(), HandlerKind.HANDLE, careless))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("the store would not keep the guarantee: fsync is off");
        assertThat(logged()).anySatisfy(line -> assertThat(line).contains("the clock is odd"));
        assertThat(store.admin().processors()).isEmpty();
    }

    @Test
    void allProblemsComeAtOnce() {
        topic(Map.of("retention.ms", "3600000"));
        run();
        ResultStore careless = withFindings(Finding.refuse("fsync is off"));
        Settings settings = settings("retention", "1m", "identity", "content", "topics", name + ",missing-" + name);
        assertThatThrownBy(() -> run(settings, HandlerKind.HANDLE, careless))
                .hasMessageContaining("4 problems")
                .hasMessageContaining("missing-" + name + "' does not exist")
                .hasMessageContaining("eos.retention was 1m")
                .hasMessageContaining("fsync is off")
                .hasMessageContaining("stored with identity key");
    }

    @Test
    void whatIsWrongWithTheStoresAddressIsToldWithTheBrokersProblems() {
        StartChecks checks = new StartChecks(settings("topics", "missing-" + name), HandlerKind.HANDLE, admin);
        checks.broker();
        assertThatThrownBy(() -> checks.open(() -> {
                    throw new InvalidConfigurationException("no such store");
                }))
                .hasMessageContaining("2 problems")
                .hasMessageContaining("missing-" + name + "' does not exist")
                .hasMessageContaining("no such store");
    }

    @Test
    void aPatternFindsTopicsThatExistNow() {
        topic(Map.of());
        run("topics", "", "topic-pattern", name + "[^.]*");
        assertThat(stored()).containsEntry("partitions", name + "=3");
        run("topics", "", "topic-pattern", "none-" + name);
        assertThat(logged()).anySatisfy(line -> assertThat(line).contains("no topic matches none-" + name));
    }

    @Test
    void whatIsPendingOnTopicsThatAreNotReadIsAWarning() throws Exception {
        topic(Map.of());
        String other = name + "-other";
        Servers.kafka().createTopic(other, 3, Map.of());
        UUID gone = UUID.randomUUID();
        run();
        leavePending(id(name));
        leavePending(id(other));
        leavePending(gone);
        run();
        List<String> told = logged().stream()
                .filter(line -> line.contains("perhaps never published"))
                .toList();
        assertThat(told)
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("processor " + name + ": 1 results of topic " + other + " partition 2 ")
                        .contains("Add it to eos.topics"))
                .anySatisfy(line -> assertThat(line)
                        .contains("the topic with id " + gone + " partition 2")
                        .contains("is gone"));
        log.list.clear();
        run("topics", name + "," + other);
        assertThat(logged())
                .filteredOn(line -> line.contains("perhaps never published"))
                .hasSize(1);
    }

    private UUID id(String topic) throws Exception {
        return AdminBrokerView.uuid(admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next()
                .topicId());
    }

    private void leavePending(UUID topic) {
        Shard shard = new Shard(name, topic, 2);
        Acquisition won = store.acquire(shard, Scope.PROCESSOR, new NodeId("n"));
        List<Pending> pending = List.of(new Pending(4, MessageId.business("id")));
        store.record(won.tenure(), List.of(), new Checkpoint(1, Checkpoint.NONE, 5, -1, pending));
    }

    /** The store, with other findings. */
    private ResultStore withFindings(Finding... findings) {
        return (ResultStore) Proxy.newProxyInstance(
                ResultStore.class.getClassLoader(), new Class<?>[] {ResultStore.class}, (self, method, args) -> {
                    if (method.getName().equals("preflight")) {
                        return List.of(findings);
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void nodesHaveClientConfigurationsThatTheBrokerTakes() throws Exception {
        topic(Map.of());
        Settings settings = settings();
        NodeId node = NodeId.random("test");
        try (var producer = new KafkaProducer<byte[], byte[]>(KafkaConfigs.producer(settings, node))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(name, new byte[] {1})).get();
            producer.commitTransaction();
        }
        for (String protocol : List.of("classic", "consumer")) {
            Settings grouped = settings("group-id", name + protocol, "kafka.consumer.group.protocol", protocol);
            try (var consumer = new KafkaConsumer<byte[], byte[]>(KafkaConfigs.consumer(grouped, node))) {
                consumer.subscribe(List.of(name), new ConsumerRebalanceListener() {
                    @Override
                    public void onPartitionsRevoked(Collection<TopicPartition> lost) {}

                    @Override
                    public void onPartitionsAssigned(Collection<TopicPartition> got) {
                        got.forEach(partition -> consumer.seek(partition, 0));
                    }
                });
                await().until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
            }
        }
    }
}
