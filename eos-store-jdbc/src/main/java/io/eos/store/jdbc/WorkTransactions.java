package io.eos.store.jdbc;

import io.eos.api.EosException;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Completion;
import io.eos.spi.SettingsReader;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Conflict;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Victim;
import io.eos.spi.TransactionalResultStore.Work;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs a handler's effects and their results in one transaction. Thread-safe.
 *
 * <ol>
 *   <li>A savepoint with a name that the handler does not know is the first statement (on H2: a change that gives the transaction a number).
 *   <li>The handler works on a {@link GuardedConnection}.
 *   <li>The savepoint is released (on H2: the number compared). That fails if the handler's SQL ended the transaction, or if PostgreSQL
 *       refuses to go on after an error that the handler swallowed.
 *   <li>The results are put if absent; one that was there rolls everything back.
 *   <li>The checkpoint is written under the guard, and the transaction commits.
 * </ol>
 */
final class WorkTransactions {
    private static final Victim VICTIM =
            new Victim("the database chose it while the work ran: deadlock, serialization failure or lock timeout");
    /** PostgreSQL's state for a transaction that idled too long. */
    private static final String IDLED = "25P03";

    private final DataSource source;
    private final Duration idleTimeout;
    private final SqlDialect dialect;
    private final SqlErrors errors;
    private final Shards shards;
    private final Results results;

    WorkTransactions(Opening opening, SqlDialect dialect, SqlErrors errors, Shards shards, Results results) {
        this.source = opening.source();
        this.idleTimeout = opening.idleTimeout();
        this.dialect = dialect;
        this.errors = errors;
        this.shards = shards;
        this.results = results;
    }

    TransactionOutcome transact(Tenure tenure, Work<Connection> work) {
        try (Session session = Session.open(source, false)) {
            Connection connection = session.connection();
            String mark = dialect.beginWork(connection, idleTimeout);
            GuardedConnection guarded = new GuardedConnection(connection, dialect.definitionsCommit());
            Commit commit;
            try {
                commit = work.run(guarded.connection());
            } catch (Exception e) {
                return afterFailure(guarded, connection, e);
            } finally {
                guarded.end();
            }
            TransactionOutcome refused = afterWork(guarded, connection, mark);
            return refused != null ? refused : finish(session, tenure, commit);
        } catch (LostRaceException e) {
            return new Victim(String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            return switch (errors.fault(e)) {
                case VICTIM -> new Victim("the database chose it: SQL state " + e.getSQLState());
                // Of the store's own insert, the work's errors having been caught before: others kept being faster.
                case DUPLICATE -> new Victim("another transaction inserted one of its results first");
                default -> throw errors.translate("a transaction on " + tenure.shard(), e);
            };
        }
    }

    private TransactionOutcome afterFailure(GuardedConnection guarded, Connection connection, Exception failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String violation = guarded.violation();
        if (violation != null) {
            return new Refused(violation);
        }
        Victim victim = victim(failure);
        if (victim != null) {
            return victim;
        }
        SQLException last = guarded.lastError();
        if (last != null && idledTooLong(guarded, last)) {
            throw idledTooLong(last);
        }
        if (last != null && !Pool.works(connection)) {
            throw errors.translate("the work inside a transaction", last);
        }
        throw new WorkFailedException(failure);
    }

    /** Finds out whether the transaction that was begun is still the present one, and can be committed. */
    private @Nullable TransactionOutcome afterWork(GuardedConnection guarded, Connection connection, String mark) {
        String violation = guarded.violation();
        if (violation != null) {
            return new Refused(violation);
        }
        try {
            dialect.endWork(connection, mark);
            return null;
        } catch (SQLException e) {
            if (idledTooLong(guarded, e)) {
                throw idledTooLong(e);
            }
            if (errors.fault(e) == SqlFault.UNAVAILABLE || !Pool.works(connection)) {
                throw errors.translate("a transaction", e);
            }
            Victim victim = victim(guarded);
            if (victim != null) {
                return victim;
            }
            return new Refused(
                    "25P02".equals(e.getSQLState())
                            ? "the work swallowed an SQL error, after which the database commits nothing any more;"
                                    + " let the exception out, or set a savepoint before a statement that may fail"
                            : "the work ended the transaction by itself, with COMMIT, ROLLBACK or a DDL statement;"
                                    + " what it had committed stays. The store commits, with the results");
        }
    }

    /** A nonce is a message's: what an earlier transaction recorded, whose answer was lost, may have been another result. */
    private static boolean isOwn(StoredResult there, StoredResult result) {
        return there.nonce() == result.nonce() && there.agreesWith(result);
    }

    /** An error that the work dealt with, under a savepoint of its own, is not why it failed. */
    private @Nullable Victim victim(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLException error && errors.isVictim(error)) {
                return VICTIM;
            }
        }
        return null;
    }

    private @Nullable Victim victim(GuardedConnection guarded) {
        return guarded.errors().stream().anyMatch(errors::isVictim) ? VICTIM : null;
    }

    // The work's own fault, not the store's: repeated, it would come to the same.
    // MariaDB closes the connection without a word.
    private boolean idledTooLong(GuardedConnection guarded, SQLException error) {
        return IDLED.equals(error.getSQLState())
                || (dialect.limitsIdling()
                        && errors.fault(error) == SqlFault.UNAVAILABLE
                        && guarded.longestIdle().compareTo(idleTimeout) >= 0);
    }

    private WorkFailedException idledTooLong(SQLException error) {
        return new WorkFailedException(new SQLTimeoutException(
                "the work did not use its connection for longer than the transaction-idle-timeout of "
                        + SettingsReader.show(idleTimeout) + ", so the database rolled back",
                IDLED,
                error));
    }

    private TransactionOutcome finish(Session session, Tenure tenure, Commit commit) throws SQLException {
        Connection connection = session.connection();
        List<Completion> completions = commit.completions();
        JdbcResultStore.LIMITS.checkBatch("a transaction", completions.stream().map(Completion::id));
        Owner owner = shards.owner(connection, tenure);
        if (!results.putAll(connection, owner, completions)) {
            session.rollback();
            return existing(session, tenure, completions);
        }
        shards.checkpoint(connection, owner, commit.checkpoint(), "a transaction");
        try {
            session.commit();
            return new Committed();
        } catch (SQLException e) {
            throw commitFailed(tenure, e);
        }
    }

    /** What an error of {@code COMMIT} means; a victim is thrown on. */
    private EosException commitFailed(Tenure tenure, SQLException error) throws SQLException {
        return switch (errors.fault(error)) {
            case VICTIM -> throw error;
            // A constraint that is checked at the commit only: the server has rolled back.
            case REJECTED, DUPLICATE -> new WorkFailedException(error);
            default -> errors.unknown("a transaction on " + tenure.shard(), error);
        };
    }

    /**
     * Which results were there first: others', or those of an earlier transaction with the same nonces. Asks over the same connection: whoever holds
     * one and waits for another can wait for somebody who does the same.
     */
    private TransactionOutcome existing(Session session, Tenure tenure, List<Completion> completions)
            throws SQLException {
        List<MessageId> ids = completions.stream().map(Completion::id).toList();
        List<Optional<StoredResult>> found = results.find(session.connection(), tenure, ids);
        session.rollback();
        Map<MessageId, StoredResult> existing = new TreeMap<>();
        boolean own = true;
        for (int i = 0; i < ids.size(); i++) {
            Optional<StoredResult> there = found.get(i);
            if (there.isPresent()) {
                existing.put(ids.get(i), there.get());
            }
            own &= there.isPresent() && isOwn(there.get(), completions.get(i).result());
        }
        if (existing.isEmpty()) {
            return new Victim("a result that was there is gone");
        }
        return own ? new Committed() : new Conflict(existing);
    }
}
