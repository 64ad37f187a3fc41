package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking into a store and changing it, after a copy of twenty messages of which one is a dead letter. */
class OperatorCommandsTest {
    private static final int MESSAGES = 20;

    @TempDir
    Path directory;

    private final String from = Topics.create("orders", 1);
    private final String to = Topics.create("once", 1);

    @BeforeEach
    void copy() {
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES - 1; i++) {
            messages.add(Topics.message(from, 0, "id-" + i, "value"));
        }
        messages.add(new ProducerRecord<>(from, 0, null, Topics.bytes("no header")));
        Topics.send(messages);
        Cli.Result copied = copyAgain();
        assertThat(copied.status()).as(copied.err()).isZero();
    }

    @Test
    void resultShowsOneMessage() {
        Cli.Result result = eos("result", "id-7");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("id-7", "processed", "source", "outputs", to);
    }

    @Test
    void resultOfAnIdThatWasNeverSeen() {
        Cli.Result result = eos("result", "id-99");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("nothing is stored for 'id-99' under processor 'copier'");
    }

    @Test
    void resultsAreListedByStateAndLimited() {
        assertThat(eos("results").out().lines()).hasSize(MESSAGES);
        assertThat(eos("results", "--state", "processed").out().lines()).hasSize(MESSAGES - 1);
        assertThat(eos("results", "--state", "dead-letter").out().lines())
                .singleElement()
                .asString()
                .contains("dead-letter", "reserved:", "no-id");
        assertThat(eos("results", "--state", "claimed").out()).isEmpty();
        Cli.Result limited = eos("results", "--limit", "5");
        assertThat(limited.out().lines()).hasSize(5);
        assertThat(limited.err()).contains("5 entries", "there are more");
    }

    @Test
    void processorThatTheStoreDoesNotKnow() {
        Cli.Result result = eos("results", "--processor", "copyer");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("the store knows no processor 'copyer'; it holds copier");
    }

    @Test
    void storeAndProcessorFromEnvironmentAndFile() throws Exception {
        Cli.Result fromEnvironment = new Cli()
                .env("EOS_STORE", store())
                .env("EOS_PROCESSOR", "copier")
                .run("result", "id-1");
        assertThat(fromEnvironment.status()).as(fromEnvironment.err()).isZero();

        Path file = Files.writeString(
                directory.resolve("eos.properties"), "eos.store=" + store() + "\neos.processor=nobody\n");
        Cli.Result fromFile = Cli.eos("result", "id-1", "--config", file.toString());
        assertThat(fromFile.err()).contains("no processor 'nobody'");
        Cli.Result optionWins = Cli.eos("result", "id-1", "--config", file.toString(), "--processor", "copier");
        assertThat(optionWins.status()).as(optionWins.err()).isZero();
    }

    @Test
    void storesShowsWhatAStoreGuarantees() {
        assertThat(eos("stores").out()).contains("guarantee", "linearizable", "H2", "batch", "copier (PROCESSOR)");
    }

    @Test
    void purgeLeavesWhatIsYoungEnough() {
        Cli.Result result = eos("purge", "--older-than", "1h");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("removed 0 entries of processor 'copier'");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(eos("purge", "--older-than", "1s").out())
                                .contains("removed " + MESSAGES + " entries"));
        assertThat(eos("results").out()).isEmpty();
    }

    @Test
    void rewindLetsMessagesTakeEffectAgain() {
        Cli.Result rewound = eosWithBroker("rewind", "--topic", from, "--partition", "0", "--to", "15", "--yes");
        assertThat(rewound.status()).as(rewound.err()).isZero();
        assertThat(rewound.out()).contains("rewound " + from + "-0 to offset 15; 5 results forgotten");

        assertThat(copyAgain().out()).contains("copied 4", "1 dead letters");
        assertThat(Topics.read(to)).hasSize(MESSAGES - 1 + 4);
    }

    /** Its offset would count at the next start, whichever group starts. */
    @Test
    void rewindLowersTheOffsetsOfGroupsThatRanTheProcessorBefore() {
        assertThat(copyAgain("-later").out()).contains("copied 0");

        Cli.Result rewound = eosWithBroker("rewind", "--topic", from, "--partition", "0", "--to", "15", "--yes");

        assertThat(rewound.status()).as(rewound.err()).isZero();
        assertThat(copyAgain("-later").out()).contains("copied 4", "1 dead letters");
    }

    @Test
    void rewindAsksAndDoesNothingWithoutAYes() {
        String[] line = withBroker("rewind", "--topic", from, "--partition", "0", "--to", "earliest");

        Cli.Result declined = new Cli().answer("n").run(line);

        assertThat(declined.status()).isEqualTo(130);
        assertThat(declined.err())
                .contains("up to 20 messages take effect again", "Go on? [y/N]", "nothing was changed");
        assertThat(new Cli().run(line).err()).as("end of input").contains("nothing was changed");
        assertThat(copyAgain().out()).contains("copied 0");

        Cli.Result confirmed = new Cli().answer("y").run(line);

        assertThat(confirmed.status()).as(confirmed.err()).isZero();
        assertThat(copyAgain().out()).contains("copied 19");
    }

    @Test
    void rewindToWhereTheWatermarkIsOrToAPartitionThatNeverWas() {
        Cli.Result nothing = eosWithBroker("rewind", "--topic", from, "--partition", "0", "--to", "20", "--yes");
        assertThat(nothing.status()).isEqualTo(3);
        assertThat(nothing.err()).contains("the watermark of " + from + "-0 is 20", "nothing was changed");

        Cli.Result never = eosWithBroker("rewind", "--topic", from, "--partition", "9", "--to", "0", "--yes");
        assertThat(never.status()).isEqualTo(3);
        assertThat(never.err()).contains("never worked on " + from + "-9");

        Cli.Result noTopic = eosWithBroker("rewind", "--topic", "nope", "--partition", "0", "--to", "0", "--yes");
        assertThat(noTopic.status()).isEqualTo(3);
        assertThat(noTopic.err()).contains("there is no topic 'nope'");
    }

    @Test
    void rewindIsRefusedWhileTheGroupIsLive() {
        String[] line = withBroker("rewind", "--topic", from, "--partition", "0", "--to", "15", "--yes", "--group", to);
        try (KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Topics.servers(), "group.id", to),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            member.subscribe(List.of(from));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                member.poll(Duration.ofMillis(100));
                return !member.assignment().isEmpty();
            });

            Cli.Result refused = Cli.eos(line);

            assertThat(refused.status()).isEqualTo(3);
            assertThat(refused.err()).contains("the group '" + to + "' is live", "--force");
        }
    }

    private Cli.Result copyAgain() {
        return copyAgain("-group");
    }

    private Cli.Result copyAgain(String group) {
        return eosWithBroker(
                "dedupe",
                "--from",
                from,
                "--to",
                to,
                "--id",
                "header:id",
                "--name",
                "copier",
                "--set",
                "group-id=" + to + group,
                "--until-end");
    }

    private String store() {
        return "jdbc:h2:file:" + directory.resolve("eos");
    }

    private Cli.Result eos(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--store", store()));
        return Cli.eos(all.toArray(new String[0]));
    }

    private Cli.Result eosWithBroker(String... args) {
        return Cli.eos(withBroker(args));
    }

    private String[] withBroker(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--store", store(), "--bootstrap-server", Topics.servers()));
        return all.toArray(new String[0]);
    }
}
