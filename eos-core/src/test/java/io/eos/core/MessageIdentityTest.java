package io.eos.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eos.api.Coordinates;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdentityTest {
    private static final Coordinates AT = new Coordinates(new UUID(1, 2), 3, 4);

    private static ConsumerRecord<byte[], byte[]> message(@Nullable String key, @Nullable String value) {
        return new ConsumerRecord<>("t", 3, 4, bytes(key), bytes(value));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    private static MessageId id(MessageIdentity identity, ConsumerRecord<byte[], byte[]> message)
            throws NoIdentityException {
        return identity.identify(message, message, AT);
    }

    private static String reason(MessageIdentity identity, ConsumerRecord<byte[], byte[]> message) {
        Throwable thrown = catchThrowable(() -> id(identity, message));
        assertThat(thrown).isInstanceOf(NoIdentityException.class).hasNoCause();
        return Objects.requireNonNull(thrown.getMessage());
    }

    @Test
    void theLastHeaderOfTheNameCounts() throws NoIdentityException {
        var message = message("k", "v");
        message.headers().add("id", bytes("first")).add("other", bytes("x")).add("id", bytes("last"));
        assertThat(id(MessageIdentity.header("id"), message)).isEqualTo(MessageId.business("last"));
    }

    @Test
    void aHeaderThatIsMissingNullEmptyOrTooLongIsNamed() {
        var message = message("k", "v");
        message.headers().add("null", null).add("empty", new byte[0]).add("long", new byte[513]);
        assertThat(reason(MessageIdentity.header("id"), message)).isEqualTo("header 'id' is missing");
        assertThat(reason(MessageIdentity.header("null"), message)).isEqualTo("header 'null' is null");
        assertThat(reason(MessageIdentity.header("empty"), message)).isEqualTo("header 'empty' is empty");
        assertThat(reason(MessageIdentity.header("long"), message))
                .isEqualTo("header 'long' has 513 bytes, more than the 512 that an id may have");
    }

    @Test
    void aKeyOfTheGreatestLengthIsAnId() throws NoIdentityException {
        assertThat(id(MessageIdentity.key(), message("k".repeat(512), null)).size())
                .isEqualTo(512);
        assertThat(reason(MessageIdentity.key(), message("k".repeat(513), null)))
                .contains("513 bytes");
        assertThat(reason(MessageIdentity.key(), message(null, "v"))).isEqualTo("the key is null");
    }

    @Test
    void aHandlerThatWritesToTheKeyDoesNotChangeTheId() throws NoIdentityException {
        var message = message("key", "v");
        MessageId id = id(MessageIdentity.key(), message);
        message.key()[0] = 'X';
        assertThat(id).isEqualTo(MessageId.business("key"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/id          | {\"id\":\"a\"}                               | a",
                "/order/id    | {\"x\":[{\"id\":1}],\"order\":{\"id\":17,\"y\":{}}} | 17",
                "/a/1/b       | {\"a\":[{\"b\":1},{\"b\":2},{\"b\":3}]}      | 2",
                "/0           | [\"first\",2]                                | first",
                "/n           | {\"n\":12345678901234567890123.100}          | 12345678901234567890123.100",
                "/n           | {\"n\":-1E5}                                 | -1E5",
                "/b           | {\"b\":true}                                 | true",
                "/a~1b        | {\"a/b\":\"slash\"}                          | slash",
                "/e           | {\"e\":\"caf\\u00e9\"}                       | café",
            })
    void aJsonFieldIsFound(String pointer, String value, String id) throws NoIdentityException {
        assertThat(id(MessageIdentity.jsonPointer(pointer), message(null, value)))
                .isEqualTo(MessageId.business(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":1}                      | JSON field '/order/id' is missing",
                "{\"order\":5}                  | JSON field '/order/id' is missing",
                "[1,2]                          | JSON field '/order/id' is missing",
                "\"secret\"                     | JSON field '/order/id' is missing",
                "{\"order\":{\"id\":null}}      | JSON field '/order/id' is null",
                "{\"order\":{\"id\":\"\"}}      | JSON field '/order/id' is empty",
                "{\"order\":{\"id\":{\"secret\":1}}} | is an object, not a string, number or boolean",
                "{\"order\":{\"id\":[1]}}       | is an array, not a string, number or boolean",
                "{\"order\":{\"id\":1,\"id\":1}} | is there twice",
                "{\"order\":{\"id\":1},\"order\":{}} | is there twice",
                "{\"order\":{\"id\":1}} {}      | more than one JSON document",
                "{\"order\":{\"id\":1}          | the value is no JSON",
                "{\"order\":{\"id\":1},\"x\":secret} | the value is no JSON",
                "secret                         | the value is no JSON",
                "''                             | the value is empty",
                "{\"order\":{\"id\":\"\\ud800\"}} | is no valid Unicode",
            })
    void aValueWithoutTheFieldSaysWhyWithoutQuotingIt(String value, String reason) {
        assertThat(reason(MessageIdentity.jsonPointer("/order/id"), message("k", value)))
                .contains(reason)
                .doesNotContain("secret");
    }

    @Test
    void aTombstoneHasNoJson() {
        assertThat(reason(MessageIdentity.jsonPointer("/id"), message("k", null)))
                .startsWith("the value is null");
    }

    @Test
    void contentTellsNullFromEmptyAndKeyFromValue() throws NoIdentityException {
        MessageIdentity content = MessageIdentity.content();
        assertThat(Stream.of(
                                message(null, null),
                                message("", null),
                                message(null, ""),
                                message("", ""),
                                message("ab", "c"),
                                message("a", "bc"),
                                message("abc", ""),
                                message("", "abc"),
                                message("abc", null),
                                message(null, "abc"),
                                message("c", "ab"))
                        .map(MessageIdentityTest::contentId)
                        .distinct())
                .hasSize(11);
        assertThat(id(content, message("a", "b"))).isEqualTo(id(content, message("a", "b")));
        // SHA-256 of 01 00000001 61 00: stored ids depend on it.
        assertThat(id(content, message("a", null)).toString())
                .isEqualTo("content:" + sha256(new byte[] {1, 0, 0, 0, 1, 'a', 0}));
    }

    private static String sha256(byte[] bytes) {
        return Objects.requireNonNull(Digests.of(bytes)).toHex();
    }

    private static MessageId contentId(ConsumerRecord<byte[], byte[]> message) {
        return MessageId.content(Digests.ofContent(message.key(), message.value()));
    }

    @Test
    void coordinatesNeedNoPayload() throws NoIdentityException {
        assertThat(id(MessageIdentity.coordinates(), message(null, null))).isEqualTo(MessageId.of(AT));
        assertThat(MessageIdentity.coordinates().defaultScope()).isEqualTo(Scope.SHARD);
        assertThat(MessageIdentity.key().defaultScope()).isEqualTo(Scope.PROCESSOR);
    }

    @Test
    void aFunctionSeesTheDecodedMessage() throws NoIdentityException {
        MessageIdentity identity = MessageIdentity.<String, Integer>of(message -> message.key() + message.value());
        assertThat(identity.needsDecoding()).isTrue();
        assertThat(identity.identify(message("x", "y"), new ConsumerRecord<>("t", 3, 4, "k", 7), AT))
                .isEqualTo(MessageId.business("k7"));
    }

    @Test
    void aFunctionThatThrowsIsNoIdAndItsMessageStaysInside() {
        assertThat(reason(
                        MessageIdentity.of(message -> {
                            throw new IllegalStateException("secret");
                        }),
                        message("k", "v")))
                .isEqualTo("the identity function failed with java.lang.IllegalStateException");
        assertThat(reason(MessageIdentity.<Integer, String>of(message -> "" + (message.key() + 1)), message("k", "v")))
                .contains("ClassCastException");
        assertThat(reason(MessageIdentity.of(message -> null), message("k", "v")))
                .endsWith("is null");
        assertThat(reason(MessageIdentity.of(message -> "é".repeat(300)), message("k", "v")))
                .contains("600 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"header:payment-id", "key", "json:/order/id", "content", "coordinates"})
    void textsAreReadBack(String text) {
        assertThat(MessageIdentity.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "header, but must be one of header:NAME",
        "headers:x, but must be one of header:NAME",
        "'', but must be one of header:NAME",
        "header:, blank",
        "json:order, must be like /order/id",
        "json:, must be like /order/id",
        "function, in the program only",
    })
    void anotherTextIsRefused(String text, String message) {
        assertThatThrownBy(() -> MessageIdentity.parse(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(message);
    }
}
