package io.eos.core;

import io.eos.api.Shard;
import io.eos.core.SimTransaction.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A broker as far as the protocol needs one: logs, producers with epochs and transactions, and one group. Requests are carried out at once, and refused
 * as a real broker does; what happens on the way is {@link SimLink}'s part.
 */
final class SimBroker {
    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String DEAD = "dead";
    private static final UUID MADE_AGAIN = new UUID(8, SOURCE.hashCode());
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(3);
    /** When an operator has found a transaction that the broker forgot, and whose producer is gone. */
    private static final Duration FOUND = Duration.ofSeconds(60);

    final SimGroup group;
    private final SimScheduler time;
    private final SimChecker checker;
    private final Map<TopicPartition, SimLog> logs = new HashMap<>();
    /** Where the partitions of the source topic begin that was made again. */
    private final Map<Integer, Long> begins = new HashMap<>();

    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<String, SimTransaction> transactions = new TreeMap<>();
    private final List<SimTransaction> forgotten = new ArrayList<>();

    SimBroker(SimScheduler time, SimPlan plan, SimChecker checker, Supplier<Boolean> down) {
        this.time = time;
        this.checker = checker;
        this.group = new SimGroup(time, plan, checker, down);
        for (int partition = 0; partition < plan.partitions(); partition++) {
            logs.put(new TopicPartition(SOURCE, partition), new SimLog());
            logs.put(new TopicPartition(TARGET, partition), new SimLog());
        }
        logs.put(new TopicPartition(DEAD, 0), new SimLog());
    }

    static UUID topicId(String topic) {
        return new UUID(7, topic.hashCode());
    }

    /**
     * The source topic is deleted and made again. The new one's offsets begin where the old one's ended, so that an offset still names one record, and
     * a consumer that goes on in it as if nothing had happened finds the new records there.
     */
    void makeSourceAgain() {
        logs.forEach((partition, log) -> {
            if (partition.topic().equals(SOURCE)) {
                begins.put(partition.partition(), log.next());
            }
        });
    }

    boolean isSourceMadeAgain() {
        return !begins.isEmpty();
    }

    /** The first offset of the source topic as it is now. */
    long begin(int partition) {
        return begins.getOrDefault(partition, 0L);
    }

    /** The id of the source topic as it is now. */
    UUID sourceId() {
        return isSourceMadeAgain() ? MADE_AGAIN : topicId(SOURCE);
    }

    /** The shard that the record at an offset belongs to. */
    Shard shard(int partition, long offset) {
        return new Shard(SimChecker.PROCESSOR, offset < begin(partition) ? topicId(SOURCE) : sourceId(), partition);
    }

    SimLog log(TopicPartition partition) {
        SimLog log = logs.get(partition);
        if (log == null) {
            throw new IllegalStateException("no partition " + partition);
        }
        return log;
    }

    SimLog log(String topic, int partition) {
        return log(new TopicPartition(topic, partition));
    }

    /** A producer begins: an open transaction of its predecessor is aborted; its epoch. */
    int init(String producer) {
        SimTransaction before = transactions.get(producer);
        if (before != null && before.state() == State.DECIDED) {
            throw new ConcurrentTransactionsException("the last transaction of " + producer + " is not ended yet");
        }
        if (before != null && before.state() == State.OPEN) {
            before.become(State.ABORTED);
        }
        return epochs.merge(producer, 1, Integer::sum);
    }

    /** Appends a record of a transaction; where. */
    TopicPartition produce(String producer, int epoch, ProducerRecord<byte[], byte[]> record) {
        SimTransaction open = open(producer, epoch);
        Integer partition = record.partition();
        TopicPartition chosen = new TopicPartition(record.topic(), partition == null ? 0 : partition);
        SimLog log = log(chosen);
        open.records.add(log.append(record.key(), record.value(), record.headers(), open));
        return chosen;
    }

    void addOffsets(
            String producer,
            int epoch,
            long issued,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata metadata) {
        SimTransaction open = open(producer, epoch);
        group.check(metadata.memberId(), metadata.generationId());
        offsets.keySet().forEach(partition -> group.isLatest(metadata.memberId(), partition, issued));
        open.offsets.putAll(offsets);
        open.position = group.append();
    }

    private SimTransaction open(String producer, int epoch) {
        fence(producer, epoch);
        SimTransaction present = transactions.get(producer);
        if (present != null && present.state() == State.DECIDED) {
            throw new ConcurrentTransactionsException("the last transaction of " + producer + " is not ended yet");
        }
        if (present == null || present.isOver()) {
            SimTransaction opened = new SimTransaction(producer, epoch);
            transactions.put(producer, opened);
            time.after(TRANSACTION_TIMEOUT, null, () -> timeOut(opened));
            return opened;
        }
        return present;
    }

    private void timeOut(SimTransaction transaction) {
        if (transaction.state() == State.OPEN) {
            time.trace(() -> "transaction of " + transaction.producer + " timed out");
            transaction.become(State.ABORTED);
            epochs.merge(transaction.producer, 1, Integer::sum);
        }
    }

    /**
     * Ends a transaction, after which its producer has a new epoch, so that nothing of it that comes late gets into the next one. A request that
     * comes twice is answered as the first time.
     *
     * @return the producer's epoch from now on
     */
    int end(String producer, int epoch, boolean commit) {
        SimTransaction transaction = transactions.get(producer);
        int present = epochs.getOrDefault(producer, 0);
        if (transaction != null
                && transaction.epoch == epoch
                && present == epoch + 1
                && transaction.isDecided(commit)) {
            return present;
        }
        fence(producer, epoch);
        boolean begun = transaction != null && transaction.epoch == epoch;
        if (transaction != null && begun) {
            forgotten.stream()
                    .filter(one -> one.producer.equals(producer) && one != transaction)
                    .forEach(transaction::takeOver);
        }
        if (!commit) {
            if (transaction != null && begun) {
                transaction.become(State.ABORTED);
            }
        } else if (transaction == null || !begun) {
            throw new InvalidTxnStateException("no transaction of " + producer);
        } else {
            transaction.become(State.DECIDED);
            checker.published(transaction);
            if (time.chance(20)) {
                time.after(time.between(1, 200), null, () -> complete(transaction));
            } else {
                complete(transaction);
            }
        }
        return epochs.merge(producer, 1, Integer::sum);
    }

    /** The producer is told that its transaction is aborted, and nothing says so where its records and offsets are. */
    int abortAndForget(String producer, int epoch) {
        int next = end(producer, epoch, false);
        SimTransaction transaction = transactions.get(producer);
        if (transaction != null && transaction.epoch == epoch) {
            transaction.become(State.FORGOTTEN);
            forgotten.add(transaction);
            time.after(FOUND, null, () -> transaction.become(State.ABORTED));
        }
        return next;
    }

    private void complete(SimTransaction transaction) {
        transaction.become(State.COMMITTED);
        time.trace(() -> "committed a transaction of " + transaction.producer + " with " + transaction.offsets);
        transaction.offsets.forEach((partition, offset) -> group.store(partition, offset, transaction.position));
    }

    private void fence(String producer, int epoch) {
        if (epochs.getOrDefault(producer, 0) != epoch) {
            throw new ProducerFencedException("there is a newer producer " + producer);
        }
    }

    /** The offset that is committed, unless a transaction holds another one. */
    boolean isStable(TopicPartition partition) {
        return transactions.values().stream().noneMatch(one -> one.holds(partition))
                && forgotten.stream().noneMatch(one -> one.holds(partition));
    }

    /** Sends a message as somebody else's producer does. */
    void send(SimPlan.Message message) {
        SimLog log = log(SOURCE, message.partition());
        String id = message.id();
        byte @Nullable [] key = id == null ? null : SimText.bytes(id);
        log.append(key, SimText.bytes(message.value()), new RecordHeaders(), null);
        log.skip(message.gap());
        group.dataCame();
    }

    /** Removes every record behind which there is one with its key. */
    int compact() {
        int vanished = 0;
        for (Map.Entry<TopicPartition, SimLog> one : logs.entrySet()) {
            if (one.getKey().topic().equals(SOURCE)) {
                vanished += compact(one.getValue());
            }
        }
        return vanished;
    }

    private static int compact(SimLog log) {
        Map<String, SimLog.Entry> last = new HashMap<>();
        int vanished = 0;
        for (SimLog.Entry entry : log.all()) {
            byte[] key = entry.key;
            SimLog.Entry before = key == null ? null : last.put(SimText.text(key), entry);
            if (before != null && !before.vanished) {
                before.vanished = true;
                vanished++;
            }
        }
        return vanished;
    }
}
