package io.eos.cli.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an audit found, comparing effects with what was produced. Immutable.
 *
 * @param produced how many payments there are
 * @param effects how many effects were found
 * @param distinct how many payments have an effect
 * @param lost payments without an effect, sorted
 * @param doubled payments with more than one, sorted
 * @param surplus how many effects there are beyond the first of each payment
 * @param redelivered how many of the surplus come from a message that had its effect already: it was processed again, after a crash or a
 *     rebalance; the rest comes from messages that were sent twice
 * @param foreign effects of payments that were never produced, by id, sorted
 * @param altered payments with an effect of another account or amount, sorted
 */
public record Verdict(
        long produced,
        long effects,
        long distinct,
        List<String> lost,
        List<String> doubled,
        long surplus,
        long redelivered,
        List<String> foreign,
        List<String> altered) {

    /** Copies the lists. */
    public Verdict {
        lost = List.copyOf(lost);
        doubled = List.copyOf(doubled);
        foreign = List.copyOf(foreign);
        altered = List.copyOf(altered);
    }

    /** Whether each payment had its effect exactly once, and nothing else had one. */
    public boolean holds() {
        return lost.isEmpty() && doubled.isEmpty() && foreign.isEmpty() && altered.isEmpty();
    }

    /** Whether anything was lost or doubled. */
    public boolean harm() {
        return !lost.isEmpty() || !doubled.isEmpty();
    }

    /** Compares effects with what was produced. */
    public static Verdict of(Produced produced, Collection<Effect> effects) {
        Map<String, Integer> counts = new HashMap<>();
        Set<String> messages = new HashSet<>();
        Set<String> foreign = new HashSet<>();
        Set<String> altered = new HashSet<>();
        long redelivered = 0;
        for (Effect effect : effects) {
            Produced.Entry payment = produced.payments().get(effect.id());
            if (payment == null) {
                foreign.add(effect.id());
                continue;
            }
            counts.merge(effect.id(), 1, Integer::sum);
            if (!messages.add(effect.partition() + "@" + effect.offset())) {
                redelivered++;
            }
            if (!payment.account().equals(effect.account()) || payment.cents() != effect.cents()) {
                altered.add(effect.id());
            }
        }
        List<String> lost = produced.payments().keySet().stream()
                .filter(id -> !counts.containsKey(id))
                .sorted()
                .toList();
        List<String> doubled = counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        long surplus = counts.values().stream().mapToLong(count -> count - 1).sum();
        return new Verdict(
                produced.payments().size(),
                effects.size(),
                counts.size(),
                lost,
                doubled,
                surplus,
                redelivered,
                sorted(foreign),
                sorted(altered));
    }

    /** The accounts whose balance is not the sum of the payments to them, sorted. */
    public static List<String> wrongBalances(Produced produced, Map<String, Long> found) {
        Map<String, Long> expected = produced.balances();
        Set<String> accounts = new HashSet<>(expected.keySet());
        accounts.addAll(found.keySet());
        return accounts.stream()
                .filter(account -> !expected.getOrDefault(account, 0L).equals(found.getOrDefault(account, 0L)))
                .sorted()
                .toList();
    }

    private static List<String> sorted(Set<String> ids) {
        List<String> list = new ArrayList<>(ids);
        list.sort(null);
        return list;
    }
}
