package io.eos.cli.chaos.trial;

import io.eos.api.ResultStatus;
import io.eos.api.StoreAddress;
import io.eos.api.StoredResult;
import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import io.eos.cli.audit.TopicReader;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.Payment;
import io.eos.cli.demo.ledger.Ledger;
import io.eos.core.DeadLetterHeaders;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a run left in the store, the sink and the ledger. Used by one thread at a time. */
public final class Collector {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Arena arena;
    private final String address;
    private long forgotten;

    /** @param address of the store */
    public Collector(Arena arena, String address) {
        this.arena = arena;
        this.address = address;
    }

    /** What a run left in the store. */
    public List<Stored> stored(TrialPlan plan) {
        return stored(plan, plan.processor());
    }

    /** What a processor left in a run's store. */
    public List<Stored> stored(TrialPlan plan, String processor) {
        List<Stored> all = new ArrayList<>();
        try (ResultStore store = store(plan)) {
            Optional<String> next = Optional.empty();
            do {
                StoreAdmin.Page page = store.admin().list(processor, null, next.orElse(null), StoreAdmin.MAX_PAGE);
                page.entries().forEach(entry -> all.add(stored(entry)));
                next = page.next();
            } while (next.isPresent());
        }
        return all;
    }

    /** The run's store, as its workers open it; the caller's to close. */
    public ResultStore store(TrialPlan plan) {
        return StoreLocator.open(
                new StoreConfig(StoreAddress.parse(address), plan.storeSettings(arena.system()), TrialPlan.PREFIX));
    }

    private static Stored stored(StoreAdmin.Entry entry) {
        StoredResult result = entry.result();
        return new Stored(
                entry.id().toString(),
                result == null ? "" : Long.toHexString(result.nonce()),
                result != null && result.status() == ResultStatus.DEAD_LETTER);
    }

    /** What came about of a run's messages, where that can be read back. */
    List<Effect> outputs(TrialPlan plan) {
        return switch (plan.kind()) {
            case TRANSFORM -> sink(plan.sink());
            case TRANSACT -> ledger(plan.ledger());
            case HANDLE -> List.of();
        };
    }

    private List<Effect> ledger(String name) {
        try (Ledger ledger = arena.system().open(address, name);
                LedgerReader reader = ledger.reader()) {
            return reader.effects();
        }
    }

    /** What a {@code read_committed} reader sees once no transaction is open any more, without what it sees for a mistake of Kafka's own. */
    private List<Effect> sink(String topic) {
        awaitTransactions(topic, Traffic.PARTITIONS);
        Map<TopicPartition, Set<Long>> unmarked =
                ForgottenTransactions.of(arena.kafka().dataDirectory(), topic, Traffic.PARTITIONS);
        List<Effect> shown = read(topic, Map.of());
        List<Effect> right = unmarked.isEmpty() ? shown : rightOnes(shown, read(topic, unmarked));
        forgotten = (long) shown.size() - right.size();
        return right;
    }

    private List<Effect> read(String topic, Map<TopicPartition, Set<Long>> leftOut) {
        try (TopicReader reader = new TopicReader(arena.kafka().bootstrapServers(), topic)) {
            return reader.readToEnd(leftOut);
        }
    }

    /** What was shown without a marker of its own was aborted where there is another output of its message; else its commit was what was forgotten. */
    static List<Effect> rightOnes(List<Effect> shown, List<Effect> marked) {
        Set<String> ids = marked.stream().map(Effect::id).collect(Collectors.toSet());
        return Stream.concat(marked.stream(), shown.stream().filter(output -> !ids.contains(output.id())))
                .toList();
    }

    /** How many outputs are left out, since Kafka {@linkplain ForgottenTransactions forgot} that their transactions had been aborted. */
    long forgotten() {
        return forgotten;
    }

    /** The ids of all dead letters, of those without content by where their messages were. */
    List<String> deadLetters(String topic, List<Sent> sent) {
        List<String> ids = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", arena.kafka().bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            awaitTransactions(topic, partitions.size());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean whole = Pause.until(PATIENCE, () -> {
                consumer.poll(Duration.ofMillis(50)).forEach(message -> ids.add(id(message.headers(), sent)));
                return partitions.stream()
                        .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
            });
            if (!whole) {
                throw new DemoFailedException("the dead-letter topic cannot be read to its end");
            }
        }
        return ids;
    }

    private static String id(Headers headers, List<Sent> sent) {
        Header header = headers.lastHeader(Payment.ID_HEADER);
        if (header != null) {
            return text(header);
        }
        int partition = Integer.parseInt(text(headers.lastHeader(DeadLetterHeaders.PARTITION)));
        long offset = Long.parseLong(text(headers.lastHeader(DeadLetterHeaders.OFFSET)));
        return sent.stream()
                .filter(one -> one.partition() == partition && one.offset() == offset)
                .map(Sent::id)
                .findFirst()
                .orElse("");
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private void awaitTransactions(String topic, int partitions) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", arena.kafka().bootstrapServers()))) {
            boolean ended = Pause.until(
                    PATIENCE,
                    () -> ends(admin, topic, partitions, IsolationLevel.READ_COMMITTED)
                            .equals(ends(admin, topic, partitions, IsolationLevel.READ_UNCOMMITTED)));
            if (!ended) {
                throw new DemoFailedException("a transaction on " + topic + " stays open");
            }
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, String topic, int partitions, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try {
            admin.listOffsets(latest, new ListOffsetsOptions(level))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new DemoFailedException("the broker does not answer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted", e);
        }
    }
}
