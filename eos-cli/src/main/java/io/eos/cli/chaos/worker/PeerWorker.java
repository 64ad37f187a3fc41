package io.eos.cli.chaos.worker;

import io.eos.cli.chaos.judge.EffectsAsResults;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.chaos.peer.HandlerFailedException;
import io.eos.cli.chaos.peer.PeerConsumer;
import io.eos.cli.chaos.peer.PeerTask;
import io.eos.cli.demo.Payment;
import io.eos.cli.signal.Interruption;
import io.eos.servers.ParentWatch;
import io.eos.spi.SettingsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The main class of a worker that is not of eos: one consumer, and a log of the effects that it made. */
public final class PeerWorker {
    private static final Duration WORK = Duration.ofMillis(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String CONSUMER = "kafka.consumer.";
    private static final String DEAD_LETTERS = ".dead-letters";

    private final WorkerPlan plan;
    private final Trigger trigger;
    private final EventLog log;
    private final EffectClient effects;

    private PeerWorker(WorkerPlan plan) throws IOException {
        this.plan = plan;
        this.log = new EventLog(Path.of(plan.events()));
        this.effects = new EffectClient(plan.effectPort(), plan.name());
        this.trigger = plan.installTrigger(log);
    }

    /**
     * Consumes until it is told to end.
     *
     * @param args the file with the plan, the peer's name
     */
    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        new PeerWorker(WorkerPlan.read(Path.of(args[0]))).run(args[1]);
        // Libraries may have left threads behind.
        System.exit(0);
    }

    private void run(String name) throws Exception {
        try (Interruption interruption = new Interruption()) {
            AutoCloseable consumer = consumer(name).start(name, task(), this::handle, new TriggerPoints(trigger));
            try {
                boolean told = false;
                while (!told) {
                    told = interruption.await(LOOK);
                }
            } finally {
                consumer.close();
            }
        }
    }

    private static PeerConsumer consumer(String name) {
        for (PeerConsumer each : ServiceLoader.load(PeerConsumer.class)) {
            if (each.names().contains(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("the class path has no consumer " + name);
    }

    private PeerTask task() {
        Map<String, String> consumer = plan.settings().entrySet().stream()
                .filter(setting -> setting.getKey().startsWith(CONSUMER))
                .collect(Collectors.toMap(
                        setting -> setting.getKey().substring(CONSUMER.length()), Map.Entry::getValue));
        return new PeerTask(
                plan.bootstrapServers(),
                plan.processor(),
                plan.source(),
                plan.processor() + DEAD_LETTERS,
                SettingsReader.hyphenated(plan.system()),
                plan.address(),
                plan.prefix(),
                consumer);
    }

    private void handle(ConsumerRecord<byte[], byte[]> message, boolean redelivered) throws HandlerFailedException {
        try {
            Payment payment = Payment.fromJson(message.value());
            effects.called(payment.id(), message, 0, redelivered);
            LockSupport.parkNanos(WORK.toNanos());
            if (trigger.reached(FaultPoint.MID_HANDLER) && plan.throwsWhenStruck()) {
                throw new HandlerFailedException("the fault that struck here");
            }
            if (Demand.isPoison(payment)) {
                throw new HandlerFailedException("poison");
            }
            long from = System.nanoTime();
            effects.effect(payment.id(), message, 0, payment.id());
            log.add(Event.of(Event.Type.RECORDED, plan.name(), from, System.nanoTime())
                    .about(payment.id(), 0)
                    .at(message.partition(), message.offset())
                    .saying(EffectsAsResults.EFFECT));
        } catch (IOException e) {
            throw new HandlerFailedException(e);
        }
        trigger.reached(FaultPoint.EFFECT_DONE);
    }

    /** The points in front of and behind the handler are those of eos around claim and record. */
    private record TriggerPoints(Trigger trigger) implements PeerConsumer.Points {
        @Override
        public void looking() {
            trigger.reached(FaultPoint.CLAIM_SENT);
        }

        @Override
        public void looked() {
            trigger.reached(FaultPoint.CLAIM_ACKNOWLEDGED);
        }

        @Override
        public void marking() {
            trigger.reached(FaultPoint.RESULT_SENT);
        }

        @Override
        public void marked() {
            trigger.reached(FaultPoint.RESULT_ACKNOWLEDGED);
        }
    }
}
