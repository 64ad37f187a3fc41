package io.eos.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether there is one order of all calls of a {@link History} that explains each answer, and in which no call comes before one that had ended when it began. Calls
 * of unknown outcome may be anywhere behind their beginning, or nowhere.
 *
 * <p>The search is that of Wing and Gong (Testing and Verifying Concurrent Objects, 1993), which never looks twice at the same state after the
 * same calls, as Lowe proposed (Testing for Linearizability, 2017). It takes exponential time in the calls that overlap, so histories are kept short. Not
 * thread-safe.
 */
final class Linearizability<S> {
    /** As many as a {@code long} has bits. */
    static final int MOST = Long.SIZE;

    private final List<History.Entry<S>> calls;
    private final long answered;
    private final Set<Reached<S>> seen = new HashSet<>();
    private final List<Integer> order = new ArrayList<>();
    private List<Integer> longest = List.of();

    /** A state, and the calls that led to it, by their bits. */
    private record Reached<S>(long done, S state) {}

    private Linearizability(List<History.Entry<S>> calls) {
        this.calls = calls;
        long known = 0;
        for (int i = 0; i < calls.size(); i++) {
            known |= calls.get(i).answered() ? 1L << i : 0;
        }
        answered = known;
    }

    /** What is wrong with a history; empty if nothing is. */
    static <S> Optional<String> violation(S initial, List<History.Entry<S>> history) {
        if (history.size() > MOST) {
            throw new IllegalArgumentException("a history has " + history.size() + " calls, but at most " + MOST);
        }
        Linearizability<S> search = new Linearizability<>(history.stream()
                .sorted(Comparator.comparingLong(History.Entry::began))
                .toList());
        return search.explains(0, initial) ? Optional.empty() : Optional.of(search.report());
    }

    private boolean explains(long done, S state) {
        if ((done & answered) == answered) {
            return true;
        }
        if (!seen.add(new Reached<>(done, state))) {
            return false;
        }
        long firstEnd = firstEnd(done);
        for (int i = 0; i < calls.size(); i++) {
            long bit = 1L << i;
            if ((done & bit) == 0 && calls.get(i).began() < firstEnd && explainsWith(i, done | bit, state)) {
                return true;
            }
        }
        return false;
    }

    private boolean explainsWith(int call, long done, S state) {
        Optional<S> next = calls.get(call).effect().on(state);
        boolean pointless =
                next.isPresent() && !calls.get(call).answered() && next.get().equals(state);
        if (next.isEmpty() || pointless) {
            return false;
        }
        order.add(call);
        if (order.size() > longest.size()) {
            longest = List.copyOf(order);
        }
        boolean explained = explains(done, next.get());
        order.remove(order.size() - 1);
        return explained;
    }

    /** When the first of the calls that are left was answered: none that began later can come before it. */
    private long firstEnd(long done) {
        long first = History.NEVER;
        for (int i = 0; i < calls.size(); i++) {
            if ((done & 1L << i) == 0) {
                first = Math.min(first, calls.get(i).ended());
            }
        }
        return first;
    }

    private String report() {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (!longest.contains(i)) {
                left.add(i);
            }
        }
        return "no order explains these calls; the longest that explains some is\n" + lines(longest)
                + "\nafter which none of these fits\n" + lines(left);
    }

    private String lines(List<Integer> some) {
        return some.stream().map(i -> "  " + calls.get(i)).collect(Collectors.joining("\n"));
    }
}
