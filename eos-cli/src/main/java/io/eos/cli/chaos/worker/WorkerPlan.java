package io.eos.cli.chaos.worker;

import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a worker is told when it is started. Immutable.
 *
 * @param name the worker's name, which its evidence carries
 * @param bootstrapServers the broker, or a proxy of it
 * @param address the storage system, or a proxy of it
 * @param storeSettings the store's own
 * @param prefix what stands in front of the results
 * @param ledger where {@code transact} makes its entries
 * @param source the topic that is consumed
 * @param sink where {@code transform} publishes
 * @param effectPort the {@link EffectServer}'s
 * @param events the worker's log of evidence
 * @param order of its {@link Trigger}, empty for none
 * @param throwsWhenStruck whether the handler fails after the trigger's fault
 * @param sized whether results are as short and as long as {@link Demand} has it
 * @param settings of the processor
 */
public record WorkerPlan(
        String name,
        String bootstrapServers,
        StorageSystem system,
        String address,
        Map<String, String> storeSettings,
        String prefix,
        HandlerKind kind,
        String processor,
        String ledger,
        String source,
        String sink,
        int effectPort,
        String events,
        String order,
        boolean throwsWhenStruck,
        boolean sized,
        Map<String, String> settings) {
    /** How long claims hold, in all runs. */
    public static final Duration LEASE = Duration.ofSeconds(3);

    public WorkerPlan {
        storeSettings = Map.copyOf(storeSettings);
        settings = Map.copyOf(settings);
    }

    public void write(Path file) {
        PlanFile.write(file, this);
    }

    /** What strikes this worker, installed for the points that no code of its own reaches. */
    Trigger installTrigger(EventLog log) {
        Trigger trigger = order.isEmpty() ? Trigger.NONE : Trigger.of(Trigger.Order.parse(order), log::add, name);
        Trigger.install(trigger);
        return trigger;
    }

    static WorkerPlan read(Path file) throws IOException {
        return PlanFile.read(file, WorkerPlan.class);
    }
}
