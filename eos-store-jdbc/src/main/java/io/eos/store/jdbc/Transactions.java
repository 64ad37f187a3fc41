package io.eos.store.jdbc;

import io.eos.api.EosException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs units of work, each in a transaction of its own, and says what an error means: before {@code COMMIT} was sent nothing happened, after
 * it the outcome is unknown. A unit that the database chose as a victim, or that lost a race, is run again. Thread-safe.
 */
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int ATTEMPTS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final DataSource source;
    private final SqlErrors errors;
    private final boolean readsInAutoCommit;
    private final LongAdder victims = new LongAdder();

    Transactions(DataSource source, SqlErrors errors, boolean readsInAutoCommit) {
        this.source = source;
        this.errors = errors;
        this.readsInAutoCommit = readsInAutoCommit;
    }

    /** How often the database chose a transaction as a victim, so far. */
    long victims() {
        return victims.sum();
    }

    /** What is done with a connection. It must bear being run several times. */
    @FunctionalInterface
    interface Unit<T> {
        T run(Connection connection) throws SQLException;
    }

    /** The same, without an answer. */
    @FunctionalInterface
    interface Step {
        void run(Connection connection) throws SQLException;
    }

    /** Reads, without changing anything. */
    <T> T read(String operation, Unit<T> unit) {
        return repeat(operation, () -> {
            try (Session session = Session.open(source, readsInAutoCommit)) {
                T answer = unit.run(session.connection());
                session.end();
                return answer;
            }
        });
    }

    /** Changes something. */
    <T> T write(String operation, Unit<T> unit) {
        return repeat(operation, () -> {
            try (Session session = Session.open(source, false)) {
                T answer = unit.run(session.connection());
                commit(operation, session);
                return answer;
            }
        });
    }

    /** Changes something, without an answer. */
    void change(String operation, Step step) {
        write(operation, connection -> {
            step.run(connection);
            return operation;
        });
    }

    private void commit(String operation, Session session) throws SQLException {
        try {
            session.commit();
        } catch (SQLException e) {
            if (errors.isVictim(e)) {
                throw e;
            }
            throw errors.unknown(operation, e);
        }
    }

    private <T> T repeat(String operation, Attempt<T> attempt) {
        for (int number = 1; ; number++) {
            try {
                return attempt.run();
            } catch (LostRaceException e) {
                if (number == ATTEMPTS) {
                    throw new StoreUnavailableException(operation + " lost " + ATTEMPTS + " races in a row", e);
                }
                LOG.debug("{} is repeated: {}", operation, e.getMessage());
            } catch (SQLException e) {
                if (!repeatable(e) || number == ATTEMPTS) {
                    throw errors.translate(operation, e);
                }
                victims.increment();
                LOG.debug("{} is repeated: SQL state {}", operation, e.getSQLState());
            }
            pause(operation, number);
        }
    }

    // A duplicate key before the commit is a race as well: repeated, the unit finds what is there.
    private boolean repeatable(SQLException error) {
        return switch (errors.fault(error)) {
            case VICTIM, DUPLICATE -> true;
            default -> false;
        };
    }

    private static void pause(String operation, int number) {
        try {
            int most = Math.min(LONGEST_PAUSE_MILLIS, 2 << Math.min(number, 10));
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(most + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(operation + " was interrupted", e);
        }
    }

    /** One run of a unit; throws {@link OutcomeUnknownException} and other {@link EosException}s as they are. */
    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws SQLException;
    }
}
