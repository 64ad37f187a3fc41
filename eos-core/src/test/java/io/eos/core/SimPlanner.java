package io.eos.core;

import io.eos.api.Scope;
import io.eos.core.SimPlan.Fault;
import io.eos.core.SimPlan.How;
import io.eos.core.SimPlan.Message;
import io.eos.core.SimPlan.What;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Makes plans of seeds. */
final class SimPlanner {
    /** Until when messages come and things go wrong, in milliseconds. */
    static final int UNREST = 8_000;

    private static final int LEAST_MESSAGES = 30;
    private static final int LEAST_FAULTS = 3;
    private static final long FORGETS = 0x94D049BB133111EBL;

    private final SplittableRandom random;
    private final long seed;
    private final HandlerKind kind;
    private boolean goesBack;

    private SimPlanner(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed * 0x5DEECE66DL + 11);
        this.kind = pick(HandlerKind.values());
    }

    static SimPlan of(long seed) {
        return new SimPlanner(seed).plan();
    }

    private SimPlan plan() {
        Scope scope = chance(50) ? Scope.SHARD : Scope.PROCESSOR;
        int nodes = 2 + random.nextInt(2);
        int partitions = kind == HandlerKind.HANDLE ? 2 + random.nextInt(2) : 1 + random.nextInt(3);
        // Where effects and results are in the same store it may lose both; but then a repetition in another partition
        // may win, also one
        // whose dead letter is published already.
        goesBack = kind == HandlerKind.TRANSACT && scope == Scope.SHARD && chance(35);
        boolean compacted = !goesBack && chance(kind == HandlerKind.TRANSFORM ? 50 : 20);
        int waits = pick(10, 40, 80);
        List<Message> messages = messages(scope, partitions);
        boolean keepsResults = keepsResults();
        boolean madeAgain = madeAgain();
        if (!keepsResults || madeAgain) {
            messages = distinct(messages);
        }
        List<Fault> faults = faults(nodes, compacted, messages);
        if (madeAgain) {
            // What belongs to the old topic stays settled.
            faults.removeIf(fault -> List.of(How.REWIND, How.PURGE, How.GO_BACK).contains(fault.how()));
        }
        if (forgets()) {
            SplittableRandom own = new SplittableRandom(seed ^ FORGETS);
            int node = own.nextInt(nodes);
            String fails = own.nextBoolean() ? "broker:SEND_OFFSETS" : "broker:FLUSH";
            faults.add(new Fault(fails, node, 1 + own.nextInt(5), How.REFUSED, 0));
            faults.add(new Fault("broker:ABORT", node, 1, How.FORGOTTEN, 0));
        }
        return new SimPlan(
                seed,
                kind,
                scope,
                keepsResults,
                nodes,
                partitions,
                compacted,
                madeAgain,
                chance(25),
                waits,
                messages,
                List.copyOf(faults));
    }

    /** By a draw of its own, so that all else of a seed is as it was before there was this choice. */
    private boolean keepsResults() {
        return kind == HandlerKind.HANDLE || new SplittableRandom(seed ^ 0x9E3779B97F4A7C15L).nextInt(4) > 0;
    }

    /** By a draw of its own, too. */
    private boolean madeAgain() {
        return new SplittableRandom(seed ^ 0xD1B54A32D192ED03L).nextInt(6) == 0;
    }

    /** Likewise. */
    private boolean forgets() {
        return new SplittableRandom(~seed ^ FORGETS).nextInt(5) == 0;
    }

    /** No message twice, and each one with a key by which the judge knows it. */
    private static List<Message> distinct(List<Message> messages) {
        List<Message> distinct = new ArrayList<>();
        for (Message each : messages) {
            String key = "m" + distinct.size();
            distinct.add(new Message(each.at(), each.partition(), key, each.what(), 0, each.gap()));
        }
        return List.copyOf(distinct);
    }

    private List<Message> messages(Scope scope, int partitions) {
        int size = LEAST_MESSAGES + random.nextInt(15);
        // Where the same id in two partitions makes two nodes meet, it does so often.
        boolean meeting = kind == HandlerKind.HANDLE && scope == Scope.PROCESSOR;
        int repeats = meeting ? pick(40, 60) : pick(10, 30, 50);
        int distance = chance(50) ? 3 : 10;
        // Where a result is lost another payload may win: what is right then is not known beforehand.
        int mistakes = goesBack ? 0 : pick(0, 0, 15);
        boolean spread = chance(50);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int at = spread ? random.nextInt(UNREST / 2) : random.nextInt(50);
            int gap = chance(10) ? 1 + random.nextInt(2) : 0;
            if (i > 3 && chance(repeats)) {
                Message earlier = messages.get(Math.max(0, i - 1 - random.nextInt(distance)));
                int partition = scope == Scope.PROCESSOR ? random.nextInt(partitions) : earlier.partition();
                int payload = chance(mistakes) ? 1 + random.nextInt(2) : earlier.payload();
                messages.add(new Message(at, partition, earlier.id(), earlier.what(), payload, gap));
            } else {
                String id = chance(2) ? null : "m" + i;
                messages.add(new Message(at, random.nextInt(partitions), id, what(), 0, gap));
            }
        }
        // Stable: what is sent at once stays in order. A repetition may now come first, which makes the other one the
        // repetition.
        messages.sort(Comparator.comparingInt(Message::at));
        return List.copyOf(messages);
    }

    private What what() {
        int drawn = random.nextInt(100);
        if (drawn < 82) {
            return What.FINE;
        }
        return List.of(What.SLOW, What.FLAKY, What.FLAKY, What.FAILING, What.REJECTED, What.GARBAGE)
                .get((drawn - 82) / 3);
    }

    private List<Fault> faults(int nodes, boolean compacted, List<Message> messages) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < LEAST_FAULTS; i++) {
            // Certain to come about.
            faults.add(atTime(nodes));
        }
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            faults.add(fault(nodes));
        }
        if (compacted) {
            for (int i = 0; i < 3; i++) {
                faults.add(new Fault(Fault.TIME, 0, random.nextInt(UNREST), How.COMPACT, 0));
            }
        }
        if (goesBack) {
            // And nothing that would make anybody forget how far dead letters were published.
            faults.add(new Fault(Fault.TIME, 0, random.nextInt(UNREST / 2), How.GO_BACK, 50 + random.nextInt(2_000)));
            return faults;
        }
        if (chance(20)) {
            faults.add(new Fault(Fault.TIME, 0, UNREST + random.nextInt(2_000), How.REWIND, 0));
        }
        // Likewise where it is forgotten.
        if (chance(15) && messages.stream().allMatch(message -> message.payload() == 0)) {
            faults.add(new Fault(Fault.TIME, 0, UNREST / 2 + random.nextInt(UNREST), How.PURGE, 0));
        }
        return faults;
    }

    private Fault fault(int nodes) {
        int node = random.nextInt(nodes);
        int drawn = random.nextInt(100);
        if (drawn < 40) {
            return atStore(node);
        }
        if (drawn < 65) {
            return atStep(node);
        }
        return drawn < 85 ? atBroker(node) : atTime(nodes);
    }

    private Fault atTime(int nodes) {
        int at = random.nextInt(UNREST / 2);
        How how = pick(
                How.CRASH,
                How.CRASH,
                How.FREEZE,
                How.FREEZE,
                How.FREEZE,
                How.REBALANCE,
                How.REBALANCE,
                How.EXPEL,
                How.LEAVE,
                How.JOIN,
                How.STORE_DOWN,
                How.BROKER_DOWN);
        int millis = how == How.STORE_DOWN || how == How.BROKER_DOWN ? 100 + random.nextInt(3_000) : pause();
        return new Fault(Fault.TIME, random.nextInt(nodes), at, how, millis);
    }

    private Fault atStep(int node) {
        List<Step> met =
                Stream.of(Step.values()).filter(step -> step.concerns(kind)).toList();
        Step step = met.get(random.nextInt(met.size()));
        How how = chance(60) ? How.CRASH : How.FREEZE;
        return new Fault("step:" + step, node, nth(), how, pause());
    }

    private Fault atStore(int node) {
        String operation = switch (kind) {
            case TRANSFORM -> pick("RECORD", "RECORD", "RECORD", "FIND", "ACQUIRE");
            case TRANSACT -> pick("TRANSACT", "TRANSACT", "TRANSACT", "RECORD", "FIND", "ACQUIRE");
            case HANDLE ->
                pick("CLAIM", "CLAIM", "RECORD", "RECORD", "RECORD", "RELEASE", "RELEASE", "RENEW", "ACQUIRE");
        };
        boolean reads = operation.equals("FIND");
        How how = reads
                ? pick(How.REFUSED, How.SLOW, How.CRASH)
                : pick(How.REFUSED, How.LOST, How.LATE, How.LATE, How.SLOW, How.CRASH, How.CRASH_AFTER);
        // Some come seldom.
        boolean seldom = operation.equals("RELEASE") || operation.equals("ACQUIRE");
        return new Fault("store:" + operation, node, seldom ? 1 + random.nextInt(2) : nth(), how, pause());
    }

    private Fault atBroker(int node) {
        String operation = kind == HandlerKind.TRANSFORM
                ? pick("COMMIT", "COMMIT", "COMMIT", "SEND", "SEND_OFFSETS", "COMMIT_OFFSETS")
                : pick("COMMIT_OFFSETS", "COMMIT_OFFSETS", "COMMIT", "SEND_OFFSETS");
        return new Fault(
                "broker:" + operation, node, nth(), pick(How.REFUSED, How.LOST, How.LATE, How.LATE, How.SLOW), pause());
    }

    private int nth() {
        return 1 + random.nextInt(chance(50) ? 3 : 10);
    }

    private int pause() {
        // Shorter than a lease, between a lease and a session, longer than both.
        return pick(50 + random.nextInt(500), 1_100 + random.nextInt(1_200), 500 + random.nextInt(5_000));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    private final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
