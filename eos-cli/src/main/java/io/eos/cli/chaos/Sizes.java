package io.eos.cli.chaos;

import io.eos.api.StoredResult;
import io.eos.cli.demo.Payment;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import java.util.OptionalInt;

/** Results have nothing in them, are as long as the store takes, or longer; a worker is killed. */
record Sizes() implements Scenario {
    /** More than what a {@link StoredResult} has besides its payload, or its one output's value. */
    private static final int REST = 2_048;

    private static final int PERIOD = 20;
    private static final int LONGEST = 5;
    private static final int EMPTY = 15;
    private static final KillAt KILL = new KillAt(FaultPoint.RESULT_ACKNOWLEDGED);

    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public String title() {
        return "results of 0 bytes, of all that the store takes, and of one more byte; SIGKILL when one is acknowledged";
    }

    @Override
    public String shows() {
        return "each is recorded and published once, and one that is too long becomes a dead letter before it is recorded";
    }

    @Override
    public boolean applies(StorageSystem system, HandlerKind kind) {
        return kind != HandlerKind.TRANSACT;
    }

    @Override
    public boolean poison() {
        return true;
    }

    @Override
    public boolean sized() {
        return true;
    }

    @Override
    public void play(Trial trial) {
        KILL.play(trial);
    }

    /** How long the result's content is to be, if that matters. */
    static OptionalInt of(Payment payment, int mostBytes) {
        if (Traffic.isPoison(payment)) {
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
