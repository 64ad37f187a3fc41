package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.HandlerFailedException;
import io.eos.cli.chaos.peer.PeerConsumer;
import io.eos.cli.chaos.peer.PeerTask;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Camel's idempotent consumer on {@code camel-kafka}. It completes at the end of its block ({@code completionEager}), so that an id which is added afterwards is
 * there before the offset is committed; a failure breaks the poll and comes again ({@code breakOnFirstError}), but for a handler's, which is called again in the route.
 */
public final class CamelConsumer implements PeerConsumer {
    private static final String EAGER = "camel-eager";
    private static final String NOT_EAGER = "camel-not-eager";
    private static final String ID = "message-id";
    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArray";
    private static final int STOP_SECONDS = 5;

    /** For the service loader. */
    public CamelConsumer() {}

    @Override
    public Set<String> names() {
        return Set.of(EAGER, NOT_EAGER);
    }

    @Override
    public AutoCloseable start(String name, PeerTask task, Handler handler, Points points) throws Exception {
        boolean eager = name.equals(EAGER);
        IdempotentRepository repository = new WatchedRepository(CamelRepositories.open(task), eager, points);
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getShutdownStrategy().setTimeout(STOP_SECONDS);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(HandlerFailedException.class)
                        .maximumRedeliveries(PeerTask.RETRIES)
                        .redeliveryDelay(PeerTask.BACKOFF_MILLIS)
                        .handled(true)
                        .to(letters(task))
                        .process(CamelConsumer::commit);
                from(source(task))
                        .process(exchange -> exchange.setProperty(ID, id(exchange)))
                        .idempotentConsumer(exchangeProperty(ID), repository)
                        .eager(eager)
                        .completionEager(true)
                        .skipDuplicate(true)
                        .removeOnFailure(true)
                        .process(exchange -> handler.handle(record(exchange), redelivered(exchange)))
                        .end()
                        .process(CamelConsumer::commit);
            }
        });
        camel.start();
        return camel;
    }

    private static String source(PeerTask task) {
        Map<String, String> settings = task.consumer();
        String further = settings.entrySet().stream()
                .map(setting -> "&additionalProperties." + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining());
        return "kafka:" + task.topic() + "?brokers=" + task.bootstrapServers() + "&groupId=" + task.group()
                + "&autoOffsetReset=earliest&isolationLevel=read_committed&maxPollRecords=10"
                + "&autoCommitEnable=false&allowManualCommit=true&breakOnFirstError=true"
                + "&keyDeserializer=" + BYTES + "Deserializer&valueDeserializer=" + BYTES + "Deserializer" + further;
    }

    private static String letters(PeerTask task) {
        return "kafka:" + task.deadLetters() + "?brokers=" + task.bootstrapServers() + "&keySerializer=" + BYTES
                + "Serializer&valueSerializer=" + BYTES + "Serializer";
    }

    private static void commit(Exchange exchange) {
        KafkaManualCommit commit =
                exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        commit.commit();
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getHeader(PeerTask.ID_HEADER, String.class);
    }

    private static ConsumerRecord<byte[], byte[]> record(Exchange exchange) {
        return new ConsumerRecord<>(
                exchange.getMessage().getHeader(KafkaConstants.TOPIC, String.class),
                exchange.getMessage().getHeader(KafkaConstants.PARTITION, Integer.class),
                exchange.getMessage().getHeader(KafkaConstants.OFFSET, Long.class),
                exchange.getMessage().getHeader(KafkaConstants.KEY, byte[].class),
                exchange.getMessage().getBody(byte[].class));
    }

    private static boolean redelivered(Exchange exchange) {
        return Boolean.TRUE.equals(exchange.getMessage().getHeader(Exchange.REDELIVERED, Boolean.class));
    }
}
