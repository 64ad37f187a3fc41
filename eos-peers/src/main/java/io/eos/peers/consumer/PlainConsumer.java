package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.HandlerFailedException;
import io.eos.cli.chaos.peer.PeerConsumer;
import io.eos.cli.chaos.peer.PeerTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is written by hand: look the id up, make the effect, insert the id, commit the offset, one message after the other. */
public final class PlainConsumer implements PeerConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(PlainConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** For the service loader. */
    public PlainConsumer() {}

    @Override
    public Set<String> names() {
        return Set.of("plain");
    }

    @Override
    public AutoCloseable start(String name, PeerTask task, Handler handler, Points points) {
        Loop loop = new Loop(task, handler, points);
        Thread thread = new Thread(loop, "plain");
        thread.start();
        return () -> {
            loop.ended.set(true);
            thread.join();
        };
    }

    private static final class Loop implements Runnable {
        private final PeerTask task;
        private final Handler handler;
        private final Points points;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Marks marks;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final KafkaProducer<byte[], byte[]> letters;

        Loop(PeerTask task, Handler handler, Points points) {
            this.task = task;
            this.handler = handler;
            this.points = points;
            marks = Marks.open(task);
            consumer = new KafkaConsumer<>(
                    task.consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            letters = new KafkaProducer<>(
                    Map.of("bootstrap.servers", task.bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        @Override
        public void run() {
            try (consumer;
                    letters;
                    marks) {
                consumer.subscribe(Set.of(task.topic()));
                while (!ended.get()) {
                    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                    Map<TopicPartition, Long> left = new HashMap<>();
                    records.partitions()
                            .forEach(each ->
                                    left.put(each, records.records(each).get(0).offset()));
                    process(records.iterator(), left);
                }
            }
        }

        /** @param left the next offset of each partition that has something left */
        private void process(Iterator<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, Long> left) {
            try {
                while (records.hasNext() && !ended.get()) {
                    ConsumerRecord<byte[], byte[]> message = records.next();
                    TopicPartition partition = new TopicPartition(message.topic(), message.partition());
                    process(message);
                    left.put(partition, message.offset() + 1);
                    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(message.offset() + 1)));
                }
            } catch (Exception e) {
                LOG.warn("What is left of this poll comes again", e);
                again(left);
                LockSupport.parkNanos(Duration.ofMillis(PeerTask.PAUSE_MILLIS).toNanos());
            }
        }

        private void again(Map<TopicPartition, Long> left) {
            left.forEach((partition, offset) -> {
                if (consumer.assignment().contains(partition)) {
                    consumer.seek(partition, offset);
                }
            });
        }

        private void process(ConsumerRecord<byte[], byte[]> message) throws Exception {
            String id =
                    new String(message.headers().lastHeader(PeerTask.ID_HEADER).value(), StandardCharsets.UTF_8);
            points.looking();
            boolean done = marks.has(id);
            points.looked();
            if (!done) {
                handle(message);
                points.marking();
                marks.add(id);
                points.marked();
            }
        }

        private void handle(ConsumerRecord<byte[], byte[]> message) throws ExecutionException, InterruptedException {
            for (int left = PeerTask.RETRIES; ; left--) {
                try {
                    handler.handle(message, left < PeerTask.RETRIES);
                    return;
                } catch (HandlerFailedException e) {
                    if (left == 0) {
                        bury(message);
                        return;
                    }
                    LockSupport.parkNanos(
                            Duration.ofMillis(PeerTask.BACKOFF_MILLIS).toNanos());
                }
            }
        }

        private void bury(ConsumerRecord<byte[], byte[]> message) throws ExecutionException, InterruptedException {
            letters.send(new ProducerRecord<>(
                            task.deadLetters(), null, null, message.key(), message.value(), message.headers()))
                    .get();
        }
    }
}
