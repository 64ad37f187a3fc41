package io.eos.core;

import io.eos.core.SimPlan.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings a plan's faults about where they are due, and counts them. */
final class SimFaults {
    private final Map<String, List<Fault>> planned = new HashMap<>();
    private final Map<String, Integer> visits = new HashMap<>();
    private final Map<String, Integer> fired = new TreeMap<>();
    private boolean healed;

    SimFaults(SimPlan plan) {
        for (Fault fault : plan.faults()) {
            planned.computeIfAbsent(place(fault.point(), fault.node()), any -> new ArrayList<>(1))
                    .add(fault);
        }
    }

    private static String place(String point, int node) {
        return point + "@" + node;
    }

    /** A node comes to a place: what goes wrong there now, if anything does. */
    @Nullable Fault visit(String point, int node) {
        String place = place(point, node);
        List<Fault> here = planned.get(place);
        if (here == null || healed) {
            return null;
        }
        int nth = visits.merge(place, 1, Integer::sum);
        for (Fault fault : here) {
            if (fault.nth() == nth) {
                fired(fault);
                return fault;
            }
        }
        return null;
    }

    void fired(Fault fault) {
        fired.merge(fault.label(), 1, Integer::sum);
    }

    /** Nothing more goes wrong. */
    void heal() {
        healed = true;
    }

    /** How often each kind of fault came about. */
    Map<String, Integer> fired() {
        return fired;
    }

    /** The faults at times. */
    static List<Fault> atTimes(SimPlan plan) {
        return plan.faults().stream()
                .filter(fault -> fault.point().equals(Fault.TIME))
                .toList();
    }
}
