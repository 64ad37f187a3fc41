package io.eos.cli.demo;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.Fate;
import io.eos.cli.audit.Produced;
import io.eos.cli.audit.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the audit of one run found. Immutable.
 *
 * @param columns what each place where effects go holds
 * @param wrongBalances the accounts whose balance is wrong
 * @param deaths what became of what the killed workers held
 */
record Findings(
        Variant variant, Produced produced, List<Column> columns, List<String> wrongBalances, List<Death> deaths) {

    /**
     * A place where effects go.
     *
     * @param name what it is called
     * @param kind the handler that makes them
     * @param binding whether each payment must be in it exactly once; else it only shows what would be without
     * @param effects all that it holds
     */
    record Place(String name, Journal.Kind kind, boolean binding, List<Effect> effects) {
        Place {
            effects = List.copyOf(effects);
        }
    }

    /**
     * What is said about a place.
     *
     * @param calls how often its handler was called
     */
    record Column(String name, boolean binding, long calls, Verdict verdict) {}

    /**
     * A kill, and what became of the victim's unsettled payments.
     *
     * @param fates one for each column
     */
    record Death(KillRecord kill, List<Fate> fates) {
        Death {
            fates = List.copyOf(fates);
        }
    }

    Findings {
        columns = List.copyOf(columns);
        wrongBalances = List.copyOf(wrongBalances);
        deaths = List.copyOf(deaths);
    }

    /** Whether nothing was lost and nothing doubled, where that must not be. */
    boolean hold() {
        return wrongBalances.isEmpty()
                && columns.stream()
                        .filter(Column::binding)
                        .allMatch(column -> column.verdict().holds());
    }

    /** Whether anything was lost or doubled. */
    boolean showHarm() {
        return columns.stream().anyMatch(column -> column.verdict().harm());
    }

    /** Compares what there is with what was produced. */
    static Findings of(
            Variant variant, Produced produced, Run.Result run, List<Place> places, Map<String, Long> balances) {
        List<Column> columns = new ArrayList<>();
        for (Place place : places) {
            columns.add(new Column(
                    place.name(),
                    place.binding(),
                    run.calls().getOrDefault(journalled(variant, place), 0L),
                    Verdict.of(produced, place.effects())));
        }
        List<Death> deaths = new ArrayList<>();
        for (KillRecord kill : run.kills()) {
            deaths.add(new Death(
                    kill,
                    places.stream()
                            .map(place -> Fate.of(
                                    kill.unsettled().getOrDefault(journalled(variant, place), Set.of()),
                                    place.effects()))
                            .toList()));
        }
        return new Findings(variant, produced, columns, Verdict.wrongBalances(produced, balances), deaths);
    }

    /** Where one handler makes all effects, what it held it held for all of them. */
    private static Journal.Kind journalled(Variant variant, Place place) {
        return variant.oneHandler() ? variant.kinds().get(0) : place.kind();
    }
}
