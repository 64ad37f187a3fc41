package io.eos.cli.demo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries a kill plan out. A kill counts only if its victim held unsettled payments: the victim is frozen first, looked at from
 * outside, and killed with SIGKILL if it holds some, or else left to go on until the next look. Not thread-safe.
 */
final class Killer {
    // What a frozen victim had sent to the database or the broker before is answered by then.
    private static final long SETTLE_NANOS = 30_000_000;

    // One kind of handler may have done all its work already: after so many looks any will do.
    private static final int PATIENCE = 10;

    private final KillPlan plan;
    private final Fleet fleet;
    private final Map<Journal.Kind, Probe> probes;
    private final List<KillRecord> records = new ArrayList<>();
    private int looks;

    Killer(KillPlan plan, Fleet fleet, Map<Journal.Kind, Probe> probes) {
        this.plan = plan;
        this.fleet = fleet;
        this.probes = probes;
    }

    boolean finished() {
        return records.size() == plan.kills().size();
    }

    List<KillRecord> records() {
        return List.copyOf(records);
    }

    /**
     * Makes the next kill if it is due and a victim holds something. The dead worker's place is taken at once.
     *
     * @param done which part of the work has been begun
     * @return whether one was made
     */
    boolean tryKill(double done) {
        if (finished() || done < plan.kills().get(records.size()).after()) {
            return false;
        }
        KillPlan.Kill kill = plan.kills().get(records.size());
        List<Worker> atWork = fleet.live().stream().filter(Worker::movedOn).toList();
        if (atWork.isEmpty()) {
            return false;
        }
        Worker victim = atWork.get(kill.draw() % atWork.size());
        victim.jvm().freeze();
        LockSupport.parkNanos(SETTLE_NANOS);
        if (!holds(victim, kill.holding())) {
            looks++;
            victim.jvm().thaw();
            return false;
        }
        looks = 0;
        long pid = victim.jvm().pid();
        victim.jvm().kill();
        fleet.buried(victim);
        Map<Journal.Kind, Set<String>> held = new EnumMap<>(Journal.Kind.class);
        for (Journal.Kind kind : probes.keySet()) {
            held.put(kind, unsettled(victim, kind));
        }
        records.add(new KillRecord(victim.name(), pid, (int) Math.round(100 * done), held));
        fleet.start();
        return true;
    }

    private boolean holds(Worker victim, Journal.Kind wanted) {
        for (Journal.Kind kind : probes.keySet()) {
            if ((kind == wanted || looks >= PATIENCE)
                    && !unsettled(victim, kind).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private Set<String> unsettled(Worker victim, Journal.Kind kind) {
        Probe probe = probes.get(kind);
        if (probe == null) {
            throw new IllegalArgumentException("no probe for " + kind);
        }
        return probe.unsettled(
                victim.begun().stream().filter(line -> line.kind() == kind).toList());
    }
}
