package io.eos.cli.demo;

import io.eos.cli.audit.Produced;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which payments are sent, in which order, to which partition: the same for the same seed. Immutable.
 *
 * @param payments the payments, each once
 * @param sendings what is sent, duplicates included
 */
record PaymentPlan(List<Payment> payments, List<Sending> sendings) {
    static final int PARTITIONS = 6;

    private static final int ACCOUNTS = 5_000;
    private static final int LONGEST_DELAY = 1_500;

    /** Why a message is sent. */
    enum Kind {
        /** The payment's first message. */
        FIRST,
        /** Again at once to the same partition, so that both come in one batch. */
        SAME_BATCH,
        /** Again later to the same partition, as a producer that was restarted does. */
        SAME_PARTITION,
        /** Again to another partition, perhaps at the same time. */
        OTHER_PARTITION
    }

    /** One message. */
    record Sending(Payment payment, int partition, Kind kind) {}

    PaymentPlan {
        payments = List.copyOf(payments);
        sendings = List.copyOf(sendings);
    }

    static PaymentPlan of(DemoOptions options) {
        Random random = new Random(options.seed());
        List<Payment> payments = new ArrayList<>();
        for (int i = 0; i < options.messages(); i++) {
            payments.add(new Payment(
                    String.format(Locale.ROOT, "p-%06d", i),
                    String.format(Locale.ROOT, "account-%04d", random.nextInt(ACCOUNTS)),
                    1 + random.nextInt(100_000)));
        }
        return new PaymentPlan(payments, order(payments, sentTwice(options, random), random));
    }

    private static Set<Integer> sentTwice(DemoOptions options, Random random) {
        List<Integer> indexes =
                IntStream.range(0, options.messages()).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(indexes, random);
        return Set.copyOf(indexes.subList(0, options.duplicateCount()));
    }

    private static List<Sending> order(List<Payment> payments, Set<Integer> twice, Random random) {
        List<Sending> order = new ArrayList<>();
        PriorityQueue<Due> later = new PriorityQueue<>(Comparator.comparingInt(Due::after));
        int duplicates = 0;
        for (int i = 0; i < payments.size(); i++) {
            Sending first = new Sending(payments.get(i), partition(payments.get(i)), Kind.FIRST);
            order.add(first);
            if (twice.contains(i)) {
                Sending again = again(first, duplicates++, random);
                if (again.kind() == Kind.SAME_BATCH) {
                    order.add(again);
                } else {
                    later.add(new Due(i + random.nextInt(LONGEST_DELAY), again));
                }
            }
            while (!later.isEmpty() && later.element().after() <= i) {
                order.add(later.remove().sending());
            }
        }
        while (!later.isEmpty()) {
            order.add(later.remove().sending());
        }
        return order;
    }

    private record Due(int after, Sending sending) {}

    private static Sending again(Sending first, int number, Random random) {
        return switch (number % 3) {
            case 0 -> new Sending(first.payment(), first.partition(), Kind.SAME_BATCH);
            case 1 -> new Sending(first.payment(), first.partition(), Kind.SAME_PARTITION);
            default ->
                new Sending(
                        first.payment(),
                        (first.partition() + 1 + random.nextInt(PARTITIONS - 1)) % PARTITIONS,
                        Kind.OTHER_PARTITION);
        };
    }

    // As a producer with the account as key would: all payments to an account are in one partition.
    private static int partition(Payment payment) {
        return Math.floorMod(payment.account().hashCode(), PARTITIONS);
    }

    /** The accounts that there are. */
    List<String> accounts() {
        return payments.stream().map(Payment::account).distinct().sorted().toList();
    }

    /** What an audit compares with. */
    Produced produced() {
        Map<String, Produced.Entry> all = new HashMap<>();
        payments.forEach(payment -> all.put(payment.id(), new Produced.Entry(payment.account(), payment.cents())));
        return new Produced(all, sendings.size());
    }
}
