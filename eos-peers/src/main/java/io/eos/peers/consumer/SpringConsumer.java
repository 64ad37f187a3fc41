package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.HandlerFailedException;
import io.eos.cli.chaos.peer.PeerConsumer;
import io.eos.cli.chaos.peer.PeerTask;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.handler.advice.IdempotentReceiverInterceptor;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.selector.MetadataStoreSelector;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Spring Integration's idempotent receiver in front of a message handler, on Spring Kafka's listener container, which commits after each record. The
 * interceptor puts an id in its store before the handler runs and never takes it out, so this does, where the handler fails: else a retry would be
 * taken for a duplicate.
 */
public final class SpringConsumer implements PeerConsumer {
    /** For the service loader. */
    public SpringConsumer() {}

    @Override
    public Set<String> names() {
        return Set.of("spring-integration");
    }

    @Override
    public AutoCloseable start(String name, PeerTask task, Handler handler, Points points) {
        ConcurrentMetadataStore store = new WatchedMetadata(SpringMetadata.open(task), points);
        MessageHandler receiver = receiver(store, handler, points);
        ContainerProperties properties = new ContainerProperties(task.topic());
        properties.setGroupId(task.group());
        properties.setAckMode(ContainerProperties.AckMode.RECORD);
        properties.setDeliveryAttemptHeader(true);
        properties.setMessageListener(
                (MessageListener<byte[], byte[]>) record -> receiver.handleMessage(new GenericMessage<>(record)));
        KafkaMessageListenerContainer<byte[], byte[]> container = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(
                        task.consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                properties);
        container.setCommonErrorHandler(errors(task));
        container.start();
        return container::stop;
    }

    private static MessageHandler receiver(ConcurrentMetadataStore store, Handler handler, Points points) {
        IdempotentReceiverInterceptor interceptor = new IdempotentReceiverInterceptor(
                new MetadataStoreSelector(message -> id((ConsumerRecord<?, ?>) message.getPayload()), store));
        interceptor.setDiscardChannel(new NullChannel());
        ProxyFactory proxy = new ProxyFactory(MessageHandler.class, interceptor);
        proxy.setTarget((MessageHandler) message -> {
            ConsumerRecord<byte[], byte[]> record = record(message.getPayload());
            try {
                handler.handle(record, redelivered(record));
            } catch (HandlerFailedException e) {
                store.remove(id(record));
                throw new IllegalStateException(e);
            }
            points.marking();
            points.marked();
        });
        return (MessageHandler) proxy.getProxy();
    }

    /** A handler is called again as often as with eos, then the message is a dead letter; all else is tried until it succeeds. */
    private static DefaultErrorHandler errors(PeerTask task) {
        KafkaTemplate<byte[], byte[]> letters = new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                Map.of("bootstrap.servers", task.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
        DefaultErrorHandler errors = new DefaultErrorHandler(
                new DeadLetterPublishingRecoverer(letters, (record, e) -> new TopicPartition(task.deadLetters(), 0)),
                new FixedBackOff(PeerTask.PAUSE_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
        errors.setBackOffFunction((record, e) ->
                HandlerFailedException.isIn(e) ? new FixedBackOff(PeerTask.BACKOFF_MILLIS, PeerTask.RETRIES) : null);
        return errors;
    }

    @SuppressWarnings("unchecked") // the deserialisers say so
    private static ConsumerRecord<byte[], byte[]> record(Object payload) {
        return (ConsumerRecord<byte[], byte[]>) payload;
    }

    private static String id(ConsumerRecord<?, ?> record) {
        return new String(record.headers().lastHeader(PeerTask.ID_HEADER).value(), StandardCharsets.UTF_8);
    }

    private static boolean redelivered(ConsumerRecord<?, ?> record) {
        Header attempt = record.headers().lastHeader(KafkaHeaders.DELIVERY_ATTEMPT);
        return attempt != null && ByteBuffer.wrap(attempt.value()).getInt() > 1;
    }
}
