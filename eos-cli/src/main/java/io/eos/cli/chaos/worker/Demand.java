package io.eos.cli.chaos.worker;

import io.eos.api.StoredResult;
import io.eos.cli.demo.Payment;
import java.util.OptionalInt;

/** What a payment asks of its handler: to be refused, or to have a result of a certain length. Stateless. */
public final class Demand {
    /** More than what a {@link StoredResult} has besides its payload, or its one output's value. */
    private static final int REST = 2_048;

    private static final int PERIOD = 20;
    private static final int LONGEST = 5;
    private static final int EMPTY = 15;

    private Demand() {}

    /** Whether its handler refuses it. */
    public static boolean isPoison(Payment payment) {
        return payment.cents() == 0;
    }

    /** How long the result's content is to be, if that matters: as long as may be, one byte longer for poison, or empty. */
    static OptionalInt bytes(Payment payment, int mostBytes) {
        if (isPoison(payment)) {
            return OptionalInt.of(mostBytes + 1);
        }
        int number = Integer.parseInt(payment.id().substring(payment.id().indexOf('-') + 1));
        return switch (number % PERIOD) {
            case LONGEST -> OptionalInt.of(mostBytes - REST);
            case EMPTY -> OptionalInt.of(0);
            default -> OptionalInt.empty();
        };
    }
}
