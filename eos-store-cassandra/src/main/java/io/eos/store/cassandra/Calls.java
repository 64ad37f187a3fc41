package io.eos.store.cassandra;

import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.ResultSetFuture;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import com.datastax.driver.core.exceptions.DriverException;
import io.eos.api.EosException;
import io.eos.api.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Semaphore;

/**
 * Executes statements, and tells of a write whether it was applied, refused, or may still be either. Never repeats one by itself. Thread-safe.
 */
final class Calls {
    /** Rows in a page of a scan. */
    static final int PAGE = 1000;

    private final Session session;
    private final String address;
    private final int maxInFlight;

    Calls(Session session, CassandraStoreConfig config) {
        this.session = session;
        this.address = config.shown();
        this.maxInFlight = config.maxInFlight();
    }

    /** What became of a conditional write. */
    enum Applied {
        /** It happened. */
        YES,
        /** It did not, since a condition did not hold. */
        REFUSED,
        /** Its answer was lost, or the server does not know: it may have happened, or may still happen. */
        UNKNOWN
    }

    /** Reads; a failure of any kind leaves everything as it was. */
    ResultSet read(String operation, Statement statement) {
        return read(operation, session.executeAsync(statement));
    }

    /** Reads page by page: the driver asks for the next one in the midst of the iteration, which fails then as a read does. */
    Iterator<Row> readPages(String operation, Statement statement) {
        Iterator<Row> rows = read(operation, statement.setFetchSize(PAGE)).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return rows.hasNext();
                } catch (DriverException e) {
                    throw failed(operation, e);
                }
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return rows.next();
            }
        };
    }

    /** Reads several things at once, a bounded number at a time; in the order of the statements. */
    List<ResultSet> readAll(String operation, List<? extends Statement> statements) {
        List<ResultSet> results = new ArrayList<>();
        for (ResultSetFuture future : start(statements)) {
            results.add(read(operation, future));
        }
        return results;
    }

    private ResultSet read(String operation, ResultSetFuture future) {
        try {
            return future.getUninterruptibly();
        } catch (DriverException e) {
            throw failed(operation, e);
        }
    }

    /**
     * Writes on a condition.
     *
     * @throws StoreUnavailableException if nothing can have happened
     */
    Applied write(String operation, Statement statement) {
        try {
            return session.execute(statement).wasApplied() ? Applied.YES : Applied.REFUSED;
        } catch (DriverException e) {
            if (Failures.mayHaveHappened(e)) {
                return Applied.UNKNOWN;
            }
            throw failed(operation, e);
        }
    }

    /** Writes one thing more, after others of the same call were written: not to be reached is not the same as nothing happened any more. */
    Applied writeMore(String operation, Statement statement) {
        try {
            return write(operation, statement);
        } catch (StoreUnavailableException e) {
            return Applied.UNKNOWN;
        }
    }

    /**
     * Writes several things at once, each on a condition of its own, a bounded number at a time.
     *
     * @return in the order of the statements
     * @throws StoreUnavailableException if nothing can have happened at all
     */
    List<Applied> writeAll(String operation, List<? extends Statement> statements) {
        List<Applied> all = new ArrayList<>();
        RuntimeException nothing = null;
        boolean happened = false;
        for (ResultSetFuture future : start(statements)) {
            try {
                all.add(future.getUninterruptibly().wasApplied() ? Applied.YES : Applied.REFUSED);
            } catch (DriverException e) {
                if (Failures.mayHaveHappened(e)) {
                    happened = true;
                } else {
                    nothing = failed(operation, e);
                }
                all.add(Applied.UNKNOWN);
            }
        }
        if (nothing != null && !happened && !all.contains(Applied.YES)) {
            throw nothing;
        }
        return all;
    }

    private List<ResultSetFuture> start(List<? extends Statement> statements) {
        Semaphore room = new Semaphore(maxInFlight);
        List<ResultSetFuture> futures = new ArrayList<>();
        for (Statement statement : statements) {
            room.acquireUninterruptibly();
            ResultSetFuture future = session.executeAsync(statement);
            future.addListener(room::release, Runnable::run);
            futures.add(future);
        }
        return futures;
    }

    private EosException failed(String operation, DriverException error) {
        return Failures.of(operation, address, error);
    }

    String address() {
        return address;
    }
}
