package io.eos.cli.chaos.worker;

import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.demo.LedgerProcessor;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.Payment;
import io.eos.cli.demo.Receipt;
import io.eos.cli.signal.Interruption;
import io.eos.core.BrokerUnavailableException;
import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.HandlerContext;
import io.eos.core.ProcessorBuilder;
import io.eos.core.ProcessorDefinition;
import io.eos.core.RejectedMessageException;
import io.eos.servers.ParentWatch;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The main class of a worker that faults are done to: one processor, and a log of what the store told it. */
public final class ChaosWorker {
    private static final Duration WORK = Duration.ofMillis(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration BETWEEN_STARTS = Duration.ofSeconds(1);
    private static final int STARTS = 90;

    private final WorkerPlan plan;
    private final Trigger trigger;
    private final EventLog log;
    private final EffectClient effects;
    private volatile int mostBytes;

    private ChaosWorker(WorkerPlan plan) throws IOException {
        this.plan = plan;
        this.log = new EventLog(Path.of(plan.events()));
        this.effects = new EffectClient(plan.effectPort(), plan.name());
        this.trigger = plan.installTrigger(log);
        long now = System.nanoTime();
        log.add(Event.of(Event.Type.FAULT, plan.name(), now, now).saying("wall-" + System.currentTimeMillis()));
    }

    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        new ChaosWorker(WorkerPlan.read(Path.of(args[0]))).run();
        // Clients may have left threads behind.
        System.exit(0);
    }

    /** Ends in good order when told to: a shutdown hook would run beside that of an H2 database in this process, which closes itself there. */
    private void run() throws InterruptedException {
        try (Interruption interruption = new Interruption();
                EosProcessor processor = start()) {
            while (!interruption.await(LOOK)) {
                if (processor.awaitTermination(Duration.ZERO)) {
                    break;
                }
            }
            processor.failure().ifPresent(ChaosWorker::die);
        }
    }

    /** What does not answer at the start is tried again, as by whoever starts services again that ended. */
    private EosProcessor start() {
        for (int left = STARTS; ; left--) {
            long from = System.nanoTime();
            try {
                return startOnce();
            } catch (StoreUnavailableException | BrokerUnavailableException | OutcomeUnknownException e) {
                log.add(Event.of(Event.Type.UNKNOWN, plan.name(), from, System.nanoTime())
                        .saying("start"));
                if (left == 1) {
                    throw e;
                }
                Pause.of(BETWEEN_STARTS);
            }
        }
    }

    private EosProcessor startOnce() {
        ResultStore store = StoreLocator.open(
                new StoreConfig(StoreAddress.parse(plan.address()), plan.storeSettings(), plan.prefix()));
        mostBytes = store.traits().maxResultBytes();
        try {
            EosProcessor processor = define(Eos.processor(plan.processor())
                            .bootstrapServers(plan.bootstrapServers())
                            .topics(plan.source())
                            .store(RecordingStore.around(store, plan.kind(), plan.name(), trigger, log))
                            .settings(plan.settings()))
                    .start();
            return processor;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private ProcessorDefinition define(ProcessorBuilder<byte[], byte[]> builder) {
        return switch (plan.kind()) {
            case TRANSFORM -> builder.transform(new ByteArraySerializer(), new ByteArraySerializer(), this::receipt);
            case TRANSACT ->
                new LedgerProcessor(plan.system(), plan.address(), plan.ledger(), this::entry).define(builder);
            case HANDLE -> builder.handle(this::effect);
        };
    }

    private List<ProducerRecord<byte[], byte[]>> receipt(ConsumerRecord<byte[], byte[]> message, HandlerContext context)
            throws IOException {
        Payment payment = begin(message, 0, context.redelivered());
        var receipt = Receipt.of(payment, plan.sink(), plan.name(), message);
        trigger.reached(FaultPoint.EFFECT_DONE);
        // In the source's partition, where the order of offsets shows.
        byte[] value = plan.sized() ? sized(payment, receipt.value()) : receipt.value();
        return List.of(new ProducerRecord<>(
                receipt.topic(), message.partition(), null, receipt.key(), value, receipt.headers()));
    }

    private Effect entry(ConsumerRecord<byte[], byte[]> message) {
        try {
            Payment payment = begin(message, 0, false);
            return new Effect(
                    payment.id(),
                    payment.account(),
                    payment.cents(),
                    plan.name(),
                    message.partition(),
                    message.offset());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void effect(ConsumerRecord<byte[], byte[]> message, HandlerContext context) throws IOException {
        Payment payment = begin(message, context.fencingToken(), context.redelivered());
        if (plan.sized()) {
            context.resultPayload(sized(payment, new byte[1]));
            if (Demand.isPoison(payment)) {
                // It becomes a dead letter when it is back, and so must have no effect.
                return;
            }
        }
        effects.effect(payment.id(), message, context);
        trigger.reached(FaultPoint.EFFECT_DONE);
    }

    /** The bytes with white space behind them, or none, if the result is to have another length. */
    private byte[] sized(Payment payment, byte[] bytes) {
        OptionalInt size = Demand.bytes(payment, mostBytes);
        if (size.isEmpty()) {
            return bytes;
        }
        byte[] other = Arrays.copyOf(bytes, size.getAsInt());
        if (other.length > bytes.length) {
            Arrays.fill(other, bytes.length, other.length, (byte) ' ');
        }
        return other;
    }

    private Payment begin(ConsumerRecord<byte[], byte[]> message, long token, boolean redelivered) throws IOException {
        Payment payment = Payment.fromJson(message.value());
        effects.called(payment.id(), message, token, redelivered);
        LockSupport.parkNanos(WORK.toNanos());
        if (trigger.reached(FaultPoint.MID_HANDLER) && plan.throwsWhenStruck()) {
            throw new IllegalStateException("the fault that struck here");
        }
        if (Demand.isPoison(payment) && !plan.sized()) {
            throw new RejectedMessageException("poison");
        }
        return payment;
    }

    private static void die(Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }
}
