package io.eos.cli.chaos.trial;

import io.eos.api.Scope;
import io.eos.cli.demo.Payment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Draws messages without end: distinct ids in all partitions, every seventh sent twice, and every twentieth one that its handler refuses,
 * if so wished. The same for the same seed. Not thread-safe.
 */
final class Messages {
    private static final int FAR = 30;

    private final Scope scope;
    private final boolean poison;
    private final Random random;
    private final List<Due> again = new ArrayList<>();
    private int drawn;
    private int fresh;

    /** A message to send. */
    record Message(Payment payment, int partition) {}

    private record Due(int when, Message message) {}

    Messages(Scope scope, boolean poison, Random random) {
        this.scope = scope;
        this.poison = poison;
        this.random = random;
    }

    /** How many were drawn, without duplicates. */
    int distinct() {
        return fresh;
    }

    Message next() {
        drawn++;
        for (Due due : again) {
            if (due.when() <= drawn) {
                again.remove(due);
                return due.message();
            }
        }
        int number = fresh++;
        long cents = poison && number % 20 == 10 ? 0 : 1 + random.nextInt(1000);
        Payment payment = new Payment(
                String.format(Locale.ROOT, "m-%05d", number), Traffic.account(random.nextInt(Traffic.ACCOUNTS)), cents);
        int partition = random.nextInt(Traffic.PARTITIONS);
        if (number % 7 == 3) {
            // Within a shard an id is unique in its partition only.
            boolean elsewhere = scope == Scope.PROCESSOR && random.nextBoolean();
            int other = elsewhere ? (partition + 1) % Traffic.PARTITIONS : partition;
            again.add(new Due(drawn + 1 + random.nextInt(FAR), new Message(payment, other)));
        }
        return new Message(payment, partition);
    }
}
