package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

class KafkaConfigsTest {
    private static final NodeId NODE = new NodeId("host-1");

    private static Settings settings(String... more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "processor", "payments",
                "topics", "payments",
                "store", "jdbc:h2:mem:x",
                "identity", "key",
                "kafka.common.bootstrap.servers", "127.0.0.1:9"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return Settings.of(all);
    }

    @Test
    void theConsumerReadsCommittedAndNeverResetsOrCommitsByItself() {
        assertThat(KafkaConfigs.consumer(settings("kafka.consumer.max.poll.records", "7"), NODE))
                .containsEntry("group.id", "payments")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("allow.auto.create.topics", "false")
                .containsEntry("max.poll.records", "7")
                .containsEntry("client.id", "payments-host-1");
    }

    @Test
    void theClassicProtocolGetsAShortSessionAndCooperativeRebalances() {
        assertThat(KafkaConfigs.consumer(settings(), NODE))
                .containsEntry("group.protocol", "classic")
                .containsEntry("session.timeout.ms", "10000")
                .containsEntry("heartbeat.interval.ms", 3000)
                .containsEntry(
                        "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        assertThat(KafkaConfigs.consumer(settings("kafka.consumer.session.timeout.ms", "6000"), NODE))
                .containsEntry("session.timeout.ms", "6000")
                .containsEntry("heartbeat.interval.ms", 2000);
    }

    @Test
    void theNewProtocolGetsNone() {
        assertThat(KafkaConfigs.consumer(settings("kafka.consumer.group.protocol", "CONSUMER"), NODE))
                .doesNotContainKeys("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");
    }

    @Test
    void theProducerIsTransactionalUnderANameOfThisNode() {
        assertThat(KafkaConfigs.producer(settings("kafka.producer.compression.type", "zstd"), NODE))
                .containsEntry("transactional.id", "payments-host-1")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("acks", "all")
                .containsEntry("transaction.timeout.ms", "10000")
                .containsEntry("delivery.timeout.ms", 10_000)
                .containsEntry("request.timeout.ms", 5000)
                .containsEntry("max.block.ms", 10_000L)
                .containsEntry("compression.type", "zstd");
    }

    @Test
    void timeoutsFollowTheTransactions() {
        assertThat(KafkaConfigs.producer(settings("kafka.producer.transaction.timeout.ms", "60000"), NODE))
                .containsEntry("delivery.timeout.ms", 60_000)
                .containsEntry("request.timeout.ms", 30_000);
    }

    @Test
    void theAdminClientsCallsEndWithinTheStartsTime() {
        assertThat(KafkaConfigs.admin(settings("start-timeout", "2s"), NODE))
                .containsEntry("request.timeout.ms", 2000)
                .containsEntry("default.api.timeout.ms", 2000);
        assertThat(KafkaConfigs.admin(settings(), NODE))
                .containsEntry("request.timeout.ms", 5000)
                .containsEntry("default.api.timeout.ms", 10_000);
    }

    /** Kafka itself checks how settings go together when a client is made; none of them needs a broker for that. */
    @Test
    void kafkaTakesAllOfThem() {
        for (Settings settings : new Settings[] {
            settings(),
            settings("kafka.consumer.group.protocol", "consumer"),
            settings("kafka.consumer.session.timeout.ms", "3000"),
            settings("kafka.producer.transaction.timeout.ms", "1000"),
            settings("kafka.producer.linger.ms", "20000"),
            settings("kafka.common.request.timeout.ms", "40000"),
        }) {
            try (var consumer = new KafkaConsumer<byte[], byte[]>(KafkaConfigs.consumer(settings, NODE));
                    var producer = new KafkaProducer<byte[], byte[]>(KafkaConfigs.producer(settings, NODE));
                    Admin admin = Admin.create(KafkaConfigs.admin(settings, NODE))) {
                assertThat(consumer.groupMetadata().groupId()).isEqualTo("payments");
                assertThat(producer.metrics()).isNotEmpty();
                assertThat(admin.metrics()).isNotEmpty();
            }
        }
    }
}
