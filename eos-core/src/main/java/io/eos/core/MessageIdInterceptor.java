package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.spi.SettingsReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each record that a producer sends a message id, in a header: {@code interceptor.classes=io.eos.core.MessageIdInterceptor}.
 * The reading side takes it with {@link MessageIdentity#header}. Thread-safe, as Kafka needs it.
 *
 * <p>Settings of the producer: {@value #HEADER} is the header's name, {@value #DEFAULT_HEADER} by default. {@value #FROM} says what the id
 * is: by default a new UUID of version 7; {@code key}; {@code json:/POINTER} for a field of a value that is a JSON text (a {@code String},
 * {@code byte[]} or {@code ByteBuffer}); {@code header:NAME} for another header.
 *
 * <p>A record that has the header keeps it. The header is put into the record that was handed to {@code send}: an application that
 * sends <em>the same record</em> again, since it does not know what became of the first, sends the same id. One that makes a new record
 * from its own data does not, unless the id comes from a field: only then, or with a header that the application sets itself, is a
 * message the same across the application's own crash.
 *
 * <p>It refuses, when the producer is made, a producer that is not idempotent ({@link ProducerChecks}) and settings that it does not
 * know. Later it never throws: a record that lacks the field goes out without an id, with a warning, and becomes a dead letter on
 * the reading side.
 *
 * @param <K> the key
 * @param <V> the value
 */
public class MessageIdInterceptor<K, V> implements ProducerInterceptor<K, V> {
    /** The setting for the header's name. */
    public static final String HEADER = "eos.message-id.header";
    /** The setting for what the id is. */
    public static final String FROM = "eos.message-id.from";
    /** The header's name if none is set. */
    public static final String DEFAULT_HEADER = "message-id";

    private static final String PREFIX = "eos.message-id.";
    private static final Logger LOG = LoggerFactory.getLogger(MessageIdInterceptor.class);

    private final LongAdder unmarked = new LongAdder();
    private String header = DEFAULT_HEADER;
    private Source source = MessageIdInterceptor::uuid;

    /** For Kafka, which calls {@link #configure} next. */
    public MessageIdInterceptor() {}

    /** Finds a record's id. */
    @FunctionalInterface
    private interface Source {
        byte[] id(ProducerRecord<?, ?> message) throws NoIdentityException;
    }

    /**
     * Reads the producer's settings.
     *
     * @throws InvalidConfigurationException if the producer is not idempotent, or a setting is wrong, with all problems at once
     */
    @Override
    public void configure(Map<String, ?> configs) {
        Map<String, String> own = new HashMap<>();
        configs.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && value != null) {
                own.put(key.substring(PREFIX.length()), value.toString());
            }
        });
        SettingsReader reader = new SettingsReader(PREFIX, own);
        header = reader.text("header", DEFAULT_HEADER);
        Optional<String> from = reader.text("from");
        source = reader.read(
                "from",
                source,
                "key, json:/POINTER or header:NAME with another name than " + header,
                text -> source(text, header));
        try {
            ProducerChecks.requireIdempotent(configs);
        } catch (InvalidConfigurationException e) {
            e.problems().forEach(reader::problem);
        }
        reader.finish();
        LOG.info("each message that is sent gets its id in header {}: {}", header, from.orElse("a new UUID"));
    }

    private static Source source(String text, String header) {
        if (text.equals("key")) {
            return message -> bytes("the key", message.key());
        }
        if (text.startsWith("json:")) {
            JsonField field = new JsonField(text.substring("json:".length()));
            return message -> field.in(bytes("the value", message.value())).getBytes(StandardCharsets.UTF_8);
        }
        String name =
                text.startsWith("header:") ? text.substring("header:".length()).strip() : "";
        if (name.isEmpty() || name.equals(header)) {
            throw new IllegalArgumentException();
        }
        return message -> {
            Header other = message.headers().lastHeader(name);
            return bytes("header '" + name + "'", other == null ? null : other.value());
        };
    }

    private static byte[] uuid(ProducerRecord<?, ?> message) {
        return UuidV7.SHARED.next().toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What is not serialized yet: only texts, bytes, numbers and UUIDs are the same bytes on every node. */
    private static byte[] bytes(String what, @Nullable Object value) throws NoIdentityException {
        if (value == null) {
            throw new NoIdentityException(what + " is null or missing");
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof CharSequence || value instanceof Number || value instanceof UUID) {
            return value.toString().getBytes(StandardCharsets.UTF_8);
        }
        throw new NoIdentityException(what + " is a " + value.getClass().getName()
                + ", not a text, bytes, a number or a UUID: set the header in the application");
    }

    @Override
    public ProducerRecord<K, V> onSend(ProducerRecord<K, V> message) {
        try {
            if (message.headers().lastHeader(header) == null) {
                byte[] id = source.id(message);
                Identities.business("the id", id);
                message.headers().add(header, id);
            }
        } catch (NoIdentityException | RuntimeException e) {
            warn(message.topic(), e);
        }
        return message;
    }

    /** The first of them, then ever fewer: at 1, 2, 4, 8, … */
    private void warn(String topic, Exception problem) {
        unmarked.increment();
        long count = unmarked.sum();
        if (Long.bitCount(count) == 1) {
            LOG.warn(
                    "{} messages went out without an id in header {}, the last one to topic {}: {}",
                    count,
                    header,
                    topic,
                    problem instanceof NoIdentityException
                            ? problem.getMessage()
                            : problem.getClass().getName());
        }
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception exception) {}

    @Override
    public void close() {}
}
