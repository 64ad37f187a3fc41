package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.core.DeadLetterHeaders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./eos dedupe} against a real broker and an H2 file. */
class DedupeTest {
    @TempDir
    Path directory;

    @Test
    void eachIdIsThereOnceWithAllThatItHad() {
        String from = Topics.create("orders", 3);
        String to = Topics.name("orders-once");
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                    from,
                    i % 3,
                    1_700_000_000_000L + i,
                    i % 7 == 0 ? null : Topics.bytes("key-" + i),
                    i % 5 == 0 ? null : Topics.bytes("value-" + i),
                    List.of(
                            new RecordHeader("id", Topics.bytes("id-" + i)),
                            new RecordHeader("twice", Topics.bytes("a")),
                            new RecordHeader("twice", null)));
            sent.add(message);
        }
        List<ProducerRecord<byte[], byte[]>> withDuplicates = new ArrayList<>(sent);
        for (int i = 0; i < 300; i += 10) {
            ProducerRecord<byte[], byte[]> original = sent.get(i);
            int partition = i % 20 == 0 ? original.partition() : (original.partition() + 1) % 3;
            withDuplicates.add(new ProducerRecord<>(
                    from, partition, original.timestamp(), original.key(), original.value(), original.headers()));
        }
        Topics.send(withDuplicates);

        Cli.Result result = Cli.eos(arguments(from, to, "header:id", "--until-end"));

        assertThat(result.err()).contains("made topic '" + to + "' with 3 partitions");
        assertThat(result).extracting(Cli.Result::status).isEqualTo(0);
        assertThat(result.out()).contains("copied 300, skipped 30 duplicates, 0 dead letters");
        List<ConsumerRecord<byte[], byte[]>> copied = Topics.read(to);
        assertThat(copied).hasSize(300);
        for (ConsumerRecord<byte[], byte[]> copy : copied) {
            int i = Integer.parseInt(Topics.header(copy, "id").substring(3));
            ProducerRecord<byte[], byte[]> original = sent.get(i);
            assertThat(copy.key()).isEqualTo(original.key());
            assertThat(copy.value()).isEqualTo(original.value());
            assertThat(copy.timestamp()).isEqualTo(original.timestamp());
            assertThat(copy.headers().toArray()).isEqualTo(original.headers().toArray());
        }
        assertThat(copied.stream().map(copy -> Topics.header(copy, "id")).distinct())
                .hasSize(300);
        assertThat(copied)
                .filteredOn(copy -> Integer.parseInt(Topics.header(copy, "id").substring(3)) % 10 != 0)
                .allMatch(copy -> copy.partition()
                        == Integer.parseInt(Topics.header(copy, "id").substring(3)) % 3);
    }

    @Test
    void secondRunGoesOnWhereTheFirstEnded() {
        String from = Topics.create("orders", 2);
        String to = Topics.create("orders-once", 2);
        Topics.send(numbered(from, 0, 50));
        assertThat(Cli.eos(arguments(from, to, "header:id", "--until-end")).status())
                .isZero();
        Topics.send(numbered(from, 40, 80));

        Cli.Result second = Cli.eos(arguments(from, to, "header:id", "--until-end"));

        assertThat(second.status()).as(second.err()).isZero();
        assertThat(second.out()).contains("copied 30, skipped 10 duplicates");
        assertThat(Topics.read(to)).hasSize(80);
    }

    @Test
    void untilEndEndsOnATopicThatWasWrittenInTransactions() {
        String from = Topics.create("orders", 1);
        String to = Topics.name("orders-once");
        Topics.send(numbered(from, 0, 20), true);

        Cli.Result result = Cli.eos(arguments(from, to, "header:id", "--until-end"));

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(Topics.read(to)).hasSize(20);
    }

    @Test
    void untilEndEndsOnAnEmptyTopic() {
        String from = Topics.create("orders", 2);

        Cli.Result result = Cli.eos(arguments(from, Topics.name("orders-once"), "key", "--until-end"));

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("copied 0, skipped 0 duplicates");
    }

    @Test
    void messageWithoutIdIsADeadLetterAndTheOthersAreCopied() {
        String from = Topics.create("orders", 1);
        String to = Topics.name("orders-once");
        String dead = Topics.create("dead", 1);
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>(numbered(from, 0, 3));
        messages.add(new ProducerRecord<>(from, 0, null, Topics.bytes("no header")));
        messages.add(Topics.message(from, 0, "x".repeat(513), "too long"));
        messages.addAll(numbered(from, 3, 5));
        Topics.send(messages);

        Cli.Result result = Cli.eos(arguments(from, to, "header:id", "--until-end", "--dead-letter-topic", dead));

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("copied 5", "2 dead letters", "see topic '" + dead + "'");
        assertThat(Topics.read(to)).hasSize(5);
        assertThat(Topics.read(dead))
                .hasSize(2)
                .allSatisfy(letter -> assertThat(Topics.header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE))
                        .contains("header 'id'"));
    }

    /** Twenty messages; then five of them again, three values under another key, and two keys with another value. */
    @ParameterizedTest
    @CsvSource({"key, 23, 5, 2", "content, 25, 5, 0", "coordinates, 30, 0, 0"})
    void byEachIdentity(String identity, int copied, int skipped, int deadLetters) {
        String from = Topics.create("orders", 2);
        String to = Topics.name("orders-once");
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            messages.add(new ProducerRecord<>(from, 0, Topics.bytes("key-" + i), Topics.bytes("value-" + i)));
        }
        Topics.send(messages);
        for (int i = 0; i < 5; i++) {
            messages.add(new ProducerRecord<>(from, 0, Topics.bytes("key-" + i), Topics.bytes("value-" + i)));
        }
        for (int i = 5; i < 8; i++) {
            messages.add(new ProducerRecord<>(from, 1, Topics.bytes("other-" + i), Topics.bytes("value-" + i)));
        }
        for (int i = 8; i < 10; i++) {
            messages.add(new ProducerRecord<>(from, 0, Topics.bytes("key-" + i), Topics.bytes("other-" + i)));
        }
        Topics.send(messages.subList(20, 30));

        Cli.Result result = Cli.eos(arguments(from, to, identity, "--until-end"));

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "copied " + copied + ", skipped " + skipped + " duplicates, " + deadLetters + " dead letters");
        assertThat(Topics.read(to)).hasSize(copied);
        assertThat(result.err()).containsPattern("copied 30 of 30 \\(100 %\\) [0-9,]+/s here, lag 0");
    }

    private static List<ProducerRecord<byte[], byte[]>> numbered(String topic, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = from; i < to; i++) {
            messages.add(Topics.message(topic, 0, "id-" + i, "value-" + i));
        }
        return messages;
    }

    private String[] arguments(String from, String to, String id, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "dedupe",
                "--bootstrap-server",
                Topics.servers(),
                "--from",
                from,
                "--to",
                to,
                "--id",
                id,
                "--store",
                "jdbc:h2:file:" + directory.resolve("eos")));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }
}
