package io.eos.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {
    private static final Coordinates SOMEWHERE = new Coordinates(new UUID(-1, 7), 3, Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order-1",
                " ",
                "a b",
                "ünï-¢öde",
                "🙂",
                "hex",
                "hex:00ff",
                "content:00",
                "coordinates:x",
                "reserved:",
                ":",
                "a:b",
                "HEX:1"
            })
    void aBusinessTextIsReadBack(String text) {
        MessageId id = MessageId.business(text);
        assertThat(MessageId.parse(id.toString())).isEqualTo(id);
    }

    @Test
    void aPrintableTextIsShownAsItIs() {
        assertThat(MessageId.business("order-1")).hasToString("order-1");
        assertThat(MessageId.business("a\nb")).hasToString("hex:610a62");
        assertThat(MessageId.business("hex:61")).hasToString("hex:6865783a3631");
        assertThat(MessageId.business(new byte[] {(byte) 0xFF})).hasToString("hex:ff");
    }

    @Test
    void coordinatesAreShownInWordsAndReadBack() {
        assertThat(MessageId.of(SOMEWHERE))
                .hasToString("coordinates:" + SOMEWHERE.topicId() + ":3:9223372036854775807");
        for (MessageId id : List.of(MessageId.of(SOMEWHERE), MessageId.reserved(SOMEWHERE))) {
            assertThat(MessageId.parse(id.toString())).isEqualTo(id);
        }
    }

    @Test
    void randomIdsSurviveTextAndBytes() {
        long seed = System.nanoTime();
        System.out.println("MessageIdTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            MessageId id = random(random);
            assertThat(MessageId.parse(id.toString()))
                    .as("seed %d", seed)
                    .isEqualTo(id)
                    .hasSameHashCodeAs(id);
            assertThat(MessageId.fromBytes(id.toBytes())).as("seed %d", seed).isEqualTo(id);
        }
    }

    @Test
    void theOrderIsThatOfTheUnsignedStoredBytes() {
        long seed = System.nanoTime();
        System.out.println("MessageIdTest seed " + seed);
        Random random = new Random(seed);
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add(random(random));
        }
        List<byte[]> byBytes = ids.stream()
                .map(MessageId::toBytes)
                .sorted(Arrays::compareUnsigned)
                .toList();
        assertThat(ids.stream().sorted().map(MessageId::toBytes).toList())
                .as("seed %d", seed)
                .containsExactlyElementsOf(byBytes);
    }

    @Test
    void theKindIsPartOfTheIdentity() {
        byte[] bytes = SOMEWHERE.toBytes();
        assertThat(List.of(
                        MessageId.business(bytes.clone()),
                        MessageId.content(bytes.clone()),
                        MessageId.of(SOMEWHERE),
                        MessageId.reserved(SOMEWHERE)))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void lengthsOutsideTheLimitAreRefused() {
        assertThat(MessageId.business(new byte[512]).size()).isEqualTo(512);
        assertThatThrownBy(() -> MessageId.business(new byte[513]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a message id takes 1 to 512 bytes, but has 513");
        assertThatThrownBy(() -> MessageId.business("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void halfASurrogatePairIsRefusedSinceItWouldBecomeAQuestionMark() {
        assertThat("\uD83D".getBytes(StandardCharsets.UTF_8)).isEqualTo(new byte[] {'?'});
        assertThatThrownBy(() -> MessageId.business("a\uD83D")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageId.business("\uDE42\uD83D")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hex:",
                "hex:1",
                "hex:zz",
                "content:xyz",
                "coordinates:1:2",
                "coordinates:x:1:2",
                "reserved:00000000-0000-0000-0000-000000000001:-1:2",
                ""
            })
    void whatCannotBeReadIsRefused(String text) {
        assertThatThrownBy(() -> MessageId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedStoredIdsAreCorrupt() {
        List<byte[]> damaged = List.of(
                new byte[0],
                new byte[] {1},
                new byte[] {0, 1},
                new byte[] {5, 1},
                new byte[514],
                new byte[] {3, 1, 2},
                new byte[] {4, 1},
                ofNegativeCoordinates());
        for (byte[] bytes : damaged) {
            assertThatThrownBy(() -> MessageId.fromBytes(bytes))
                    .as("%s", Arrays.toString(bytes))
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    private static byte[] ofNegativeCoordinates() {
        byte[] stored = new byte[Coordinates.SIZE + 1];
        Arrays.fill(stored, (byte) -1);
        stored[0] = MessageId.Kind.COORDINATES.code();
        return stored;
    }

    private static MessageId random(Random random) {
        Coordinates somewhere = new Coordinates(
                new UUID(random.nextLong(), random.nextLong()),
                random.nextInt(1000),
                random.nextLong() & Long.MAX_VALUE);
        byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 512)];
        random.nextBytes(bytes);
        return switch (random.nextInt(4)) {
            case 0 -> MessageId.business(bytes);
            case 1 -> MessageId.content(bytes);
            case 2 -> MessageId.of(somewhere);
            default -> MessageId.reserved(somewhere);
        };
    }
}
