package io.eos.cli.demo;

import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.HandlerContext;
import io.eos.core.ProcessorBuilder;
import io.eos.servers.ParentWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The main class of a worker with eos: one processor writes the ledger, another one the receipts. */
final class WorkerMain {
    static final String LEDGER = "demo-ledger";
    static final String RECEIPTS = "demo-receipts";

    private final WorkerArguments arguments;
    private final Journal journal;

    private WorkerMain(WorkerArguments arguments, Journal journal) {
        this.arguments = arguments;
        this.journal = journal;
    }

    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        WorkerArguments arguments = WorkerArguments.parse(args);
        new WorkerMain(arguments, new Journal(arguments.journal())).run();
    }

    private void run() throws InterruptedException {
        EosProcessor ledger = new LedgerProcessor(
                        arguments.system(),
                        arguments.address(),
                        arguments.ledger(),
                        message -> arguments.effect(begin(Journal.Kind.LEDGER, message), message))
                .define(processor(LEDGER))
                .start();
        EosProcessor receipts = processor(RECEIPTS)
                .transform(new ByteArraySerializer(), new ByteArraySerializer(), this::receipt)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ledger.close();
            receipts.close();
        }));
        for (EosProcessor processor : List.of(ledger, receipts)) {
            while (!processor.awaitTermination(Duration.ofDays(1))) {
                // a worker works until it is told to stop
            }
            processor.failure().ifPresent(WorkerMain::die);
        }
    }

    private ProcessorBuilder<byte[], byte[]> processor(String name) {
        ProcessorBuilder<byte[], byte[]> builder = Eos.processor(name)
                .bootstrapServers(arguments.bootstrapServers())
                .topics(arguments.source())
                .store(arguments.address())
                .settings(Map.of(
                        "identity", "header:" + Payment.ID_HEADER,
                        "store.prefix", arguments.prefix(),
                        // Small, as the work on a message takes long here: what a kill or a conflict undoes is done
                        // again.
                        "batch-size", "50",
                        // How long the others wait for a worker that was killed.
                        "kafka.consumer.session.timeout.ms", "4000",
                        "kafka.consumer.heartbeat.interval.ms", "1000",
                        "kafka.producer.transaction.timeout.ms", "4000"));
        return arguments.system().hasSchema() ? builder.set("store.create-schema", "true") : builder;
    }

    private List<ProducerRecord<byte[], byte[]>> receipt(
            ConsumerRecord<byte[], byte[]> message, HandlerContext context) {
        Payment payment = begin(Journal.Kind.RECEIPTS, message);
        return List.of(Receipt.of(payment, arguments.sink(), arguments.name(), message));
    }

    private Payment begin(Journal.Kind kind, ConsumerRecord<byte[], byte[]> message) {
        Payment payment = Payment.fromJson(message.value());
        journal.begin(kind, payment.id(), message.partition(), message.offset());
        LockSupport.parkNanos(arguments.work().toNanos());
        return payment;
    }

    private static void die(Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }
}
