package io.eos.cli.chaos.worker;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The fault point that is in the producer. Kafka makes it; thread-safe. */
public final class PublishPoint implements ProducerInterceptor<byte[], byte[]> {
    /** For Kafka. */
    public PublishPoint() {}

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> message) {
        return message;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        Trigger.installed().reached(FaultPoint.OFFSET_SENT);
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
