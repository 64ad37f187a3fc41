package io.eos.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.eos.core.EosProcessor;
import io.eos.servers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs in the README are these classes, and they do what is said there. */
class ReadmeTest {
    private static final String KAFKA = Servers.kafka().bootstrapServers();

    @TempDir
    Path directory;

    @BeforeAll
    static void sendTwoPaymentsAndOneOfThemAgain() throws InterruptedException, ExecutionException {
        Servers.kafka().createTopic("payments", 2);
        Servers.kafka().createTopic("receipts", 1);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA), new StringSerializer(), new StringSerializer())) {
            for (ProducerRecord<String, String> payment : List.of(
                    payment(0, "p-1", "alice", "10.50"),
                    payment(0, "p-2", "bob", "7.00"),
                    payment(1, "p-1", "alice", "10.50"))) {
                producer.send(payment).get();
            }
        }
    }

    private static ProducerRecord<String, String> payment(int partition, String id, String account, String amount) {
        ProducerRecord<String, String> record = new ProducerRecord<>("payments", partition, account, amount);
        record.headers().add("payment-id", id.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Receipts", "Ledger", "Shipping", "ReceiptsTest"})
    void theReadmeShowsTheProgram(String name) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/eos/readme/" + name + ".java"));
        String program = source.substring(source.indexOf("import "));
        String readme = Files.readString(Path.of("..", "README.md"));
        List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(4).contains(program);
    }

    @Test
    void eachPaymentHasOneReceipt() {
        runToTheEnd(Receipts.define(KAFKA, store()).start());
        assertThat(values("receipts")).containsExactlyInAnyOrder("received 10.50", "received 7.00");
    }

    @Test
    void eachPaymentIsBookedOnce() throws SQLException {
        String url = store() + ";WRITE_DELAY=0;AUTO_SERVER=TRUE";
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ledger (account VARCHAR(100), amount DECIMAL(10, 2))");
            runToTheEnd(Ledger.start(KAFKA, store()));
            List<String> rows = new ArrayList<>();
            try (var found = statement.executeQuery("SELECT account, amount FROM ledger ORDER BY account")) {
                while (found.next()) {
                    rows.add(found.getString(1) + ' ' + found.getString(2));
                }
            }
            assertThat(rows).containsExactly("alice 10.50", "bob 7.00");
        }
    }

    @Test
    void eachPaymentIsPostedUnderAKeyOfItsOwn() throws IOException {
        Queue<String> keys = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            URI service = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            runToTheEnd(Shipping.start(KAFKA, store(), service));
        } finally {
            server.stop(0);
        }
        assertThat(keys).hasSize(2).doesNotHaveDuplicates();
    }

    private String store() {
        return "jdbc:h2:file:" + directory.resolve("eos");
    }

    private static void runToTheEnd(EosProcessor running) {
        try (running) {
            await().atMost(Duration.ofSeconds(60)).until(running::caughtUp);
        }
    }

    private static List<String> values(String topic) {
        List<String> values = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KAFKA, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
