package io.eos.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.Header;
import io.eos.api.NodeId;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import io.eos.core.DeadLetters.Cause;
import io.eos.core.DeadLetters.Reason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final Coordinates AT = new Coordinates(new UUID(1, 2), 3, 44);
    private static final DeadLetters LETTERS = new DeadLetters("p.dead-letters", "p", new NodeId("n1"));

    private static ConsumerRecord<byte[], byte[]> message() {
        return new ConsumerRecord<>(
                "source",
                3,
                44,
                1234,
                TimestampType.CREATE_TIME,
                1,
                1,
                new byte[] {7},
                new byte[] {8, 9},
                new RecordHeaders().add("id", "x".getBytes(UTF_8)).add("none", null),
                Optional.of(5));
    }

    private static Map<String, String> texts(Output output) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Header header : output.headers()) {
            if (header.key().startsWith("eos.")) {
                texts.put(
                        header.key(),
                        new String(Objects.requireNonNull(header.value()).toArray(), UTF_8));
            }
        }
        return texts;
    }

    @Test
    void headersSayWhereItCameFromAndWhy() {
        Output letter =
                LETTERS.of(message(), AT, Cause.of(Reason.FAILED, new IllegalStateException("no account"), 4), false);

        assertThat(letter).isInstanceOf(SourceCopy.class);
        assertThat(letter.topic()).isEqualTo("p.dead-letters");
        assertThat(letter.partition()).isNull();
        assertThat(letter.timestamp()).isNull();
        assertThat(texts(letter))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("eos.dead-letter.topic", "source"),
                        Map.entry("eos.dead-letter.topic-id", "00000000-0000-0001-0000-000000000002"),
                        Map.entry("eos.dead-letter.partition", "3"),
                        Map.entry("eos.dead-letter.offset", "44"),
                        Map.entry("eos.dead-letter.timestamp", "1234"),
                        Map.entry("eos.dead-letter.reason", "failed"),
                        Map.entry("eos.dead-letter.exception-class", "java.lang.IllegalStateException"),
                        Map.entry("eos.dead-letter.exception-message", "no account"),
                        Map.entry("eos.dead-letter.attempts", "4"),
                        Map.entry("eos.dead-letter.processor", "p"),
                        Map.entry("eos.dead-letter.node", "n1")));
    }

    @Test
    void aCompactedSourceIsKeptWithItsContent() {
        ConsumerRecord<byte[], byte[]> message = message();
        OutputRecord letter =
                (OutputRecord) LETTERS.of(message, AT, Cause.of(Reason.NO_ID, "header 'id' is missing"), true);
        message.value()[0] = 0;

        assertThat(letter.key()).isEqualTo(Bytes.wrap(new byte[] {7}));
        assertThat(letter.value()).isEqualTo(Bytes.wrap(new byte[] {8, 9}));
        assertThat(letter.headers())
                .startsWith(Header.text("id", "x"), new Header("none", null))
                .hasSize(12);
        assertThat(texts(letter))
                .containsEntry("eos.dead-letter.exception-message", "header 'id' is missing")
                .containsEntry("eos.dead-letter.attempts", "0")
                .doesNotContainKey("eos.dead-letter.exception-class");
    }

    @Test
    void nullKeyAndValueStayNull() {
        OutputRecord letter = (OutputRecord) LETTERS.of(
                new ConsumerRecord<>("source", 3, 44, null, null), AT, Cause.of(Reason.MISMATCH, "taken"), true);
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
    }

    @Test
    void aLongMessageIsCutBetweenCharacters() {
        assertThat(Cause.of(Reason.FAILED, new RuntimeException("x".repeat(1001)), 1)
                        .message())
                .hasSize(1000);
        assertThat(Cause.of(Reason.FAILED, new RuntimeException("x".repeat(999) + "😀"), 1)
                        .message())
                .isEqualTo("x".repeat(999));
        assertThat(new Cause(Reason.FAILED, "detail", new RuntimeException(), 1).message())
                .isEqualTo("detail");
    }

    /** A node that died left it, so that its message is not at hand: with headers that grew each time, no node could store it in the end. */
    @Test
    void aStoredDeadLetterThatIsTooLargeLeavesItsContentBehindAndDoesNotGrow() {
        Cause cause = Cause.of(Reason.UNPUBLISHABLE, new IllegalStateException("too large"), 4);
        Output whole = LETTERS.of(message(), AT, Cause.of(Reason.REJECTED, "poison"), true);

        OutputRecord first = LETTERS.ofStored(stored(whole), cause);
        assertThat(first.key()).isNull();
        assertThat(first.value()).isNull();
        assertThat(first.headers())
                .allMatch(header -> header.key().startsWith("eos.dead-letter."))
                .extracting(Header::key)
                .doesNotHaveDuplicates();
        assertThat(texts(first))
                .containsEntry("eos.dead-letter.topic", "source")
                .containsEntry("eos.dead-letter.offset", "44")
                .containsEntry("eos.dead-letter.timestamp", "1234")
                .containsEntry("eos.dead-letter.reason", "unpublishable")
                .containsEntry("eos.dead-letter.omitted-bytes", "10");

        assertThat(LETTERS.ofStored(stored(first), cause)).isEqualTo(first);
    }

    private static StoredResult stored(Output letter) {
        return new StoredResult(
                ResultStatus.DEAD_LETTER,
                1,
                AT,
                null,
                null,
                List.of(letter),
                new NodeId("n0"),
                Instant.EPOCH,
                4,
                "rejected");
    }

    @Test
    void aMessageThatIsTooLargeLeavesItsContentBehind() {
        OutputRecord letter = LETTERS.withoutContent(message(), AT, Cause.of(Reason.UNPUBLISHABLE, "too large"));
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(texts(letter)).containsEntry("eos.dead-letter.omitted-bytes", "10");
    }
}
