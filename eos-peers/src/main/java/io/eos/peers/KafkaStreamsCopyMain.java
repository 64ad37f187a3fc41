package io.eos.peers;

import java.nio.file.Files;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/** Copies a topic by Kafka Streams, {@code exactly_once_v2}, a commit every 100 ms as by default, one thread, duplicates kept. */
public final class KafkaStreamsCopyMain {
    private KafkaStreamsCopyMain() {}

    /** Copies; for the arguments see {@link CopyTask}. */
    public static void main(String[] args) throws Exception {
        CopyTask task = CopyTask.of(args);
        String group = "streams-" + task.name();
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, task.servers());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        config.put(StreamsConfig.producerPrefix("batch.size"), CopyTask.BATCH_BYTES);
        config.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Files.createTempDirectory("eos-peers-streams-").toString());
        StreamsBuilder builder = new StreamsBuilder();
        builder.<byte[], byte[]>stream(task.source())
                .peek((key, value) -> task.done(1))
                .to(task.target());
        try (KafkaStreams streams = new KafkaStreams(builder.build(), config)) {
            streams.start();
            task.awaitCommitted(group);
            task.ended();
        }
    }
}
