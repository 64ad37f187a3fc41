package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Coordinates;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.testkit.Fuzz;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What comes from producers, from the group's offsets and from settings, damaged. */
class UntrustedInputTest {
    private static final Coordinates AT = new Coordinates(new UUID(1, 2), 0, 5);

    @Test
    void fieldsOfValuesThatShouldBeJson() {
        List<String> values = List.of(
                "{\"order\":{\"id\":\"a-1\",\"n\":[1,2,{\"x\":null}]},\"b\":true}",
                "{\"order\":{\"id\":1.5e3},\"text\":\"\\u00e9\\n\"}",
                "[[[[]]],{}]");
        for (String pointer : List.of("/order/id", "/order/n/1", "/0/0")) {
            MessageIdentity identity = MessageIdentity.jsonPointer(pointer);
            new Fuzz().textsAsBytes(values, value -> isIdOrRefused(identity, new byte[0], value));
        }
    }

    @Test
    void keysAndHeaders() {
        List<String> ids = List.of("payment-1", "x".repeat(MessageId.MAX_BYTES), "");
        new Fuzz().textsAsBytes(ids, id -> isIdOrRefused(MessageIdentity.key(), id, new byte[0]));
        new Fuzz().textsAsBytes(ids, id -> isIdOrRefused(MessageIdentity.header("id"), id, new byte[0]));
    }

    private static void isIdOrRefused(MessageIdentity identity, byte[] key, byte[] value) {
        ConsumerRecord<byte[], byte[]> raw = new ConsumerRecord<>("t", 0, 5, key, value);
        raw.headers().add("id", key);
        try {
            assertThat(identity.identify(raw, raw, AT).size()).isBetween(1, MessageId.MAX_BYTES);
        } catch (NoIdentityException e) {
            assertThat(e).hasMessageNotContainingAny(SECRET);
        }
    }

    private static final String SECRET = "a-1";

    @Test
    void identitiesInSettings() {
        new Fuzz(InvalidConfigurationException.class)
                .texts(List.of("header:payment-id", "json:/order/id", "key", "content"), text -> {
                    MessageIdentity read = MessageIdentity.parse(text);
                    assertThat(MessageIdentity.parse(read.text()).text()).isEqualTo(read.text());
                });
    }

    @Test
    void metadataOfCommittedOffsets() {
        String valid = new StoredPosition(new UUID(1, 2), new UUID(3, 4), 5, 6).format();
        new Fuzz().texts(List.of(valid, valid.substring(0, valid.length() - 2), ""), StoredPosition::parse);
    }

    @Test
    void settings() {
        String valid = """
                eos.processor=p
                eos.topics=a,b
                eos.identity=key
                eos.store=jdbc:h2:mem:x
                eos.batch-size=100
                eos.retention=7d
                eos.ordering=key
                eos.on-lost-history=stop
                eos.topic-pattern=a.*
                eos.kafka.common.bootstrap.servers=localhost:1
                """;
        new Fuzz(InvalidConfigurationException.class)
                .texts(List.of(valid), text -> SettingsLoader.load(properties(text), SettingsLoader.Given.NOTHING));
    }

    private static Map<String, String> properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            return Map.of(); // the file is refused before its settings are read
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }
}
