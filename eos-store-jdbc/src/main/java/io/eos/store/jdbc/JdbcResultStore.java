package io.eos.store.jdbc;

import io.eos.api.Guarantee;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Finding;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Registration;
import io.eos.spi.RenewOutcome;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreLimits;
import io.eos.spi.StoreTraits;
import io.eos.spi.StoreTraits.Fencing;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Results in a SQL database. Thread-safe. Each method is a transaction of its own, whose last statement checks the tenure; see the package
 * for how.
 *
 * <p>Linearizable with a single primary. Not covered: a replica that is promoted without the last commits (the store then goes back to an
 * earlier history, which the next write notices), reads that a proxy sends to a replica, and settings that {@link #preflight} warns about.
 */
final class JdbcResultStore implements TransactionalResultStore<Connection> {
    static final StoreLimits LIMITS = new StoreLimits("a SQL database", Rows.TOKENS, 1 << 20);

    private final StoreTraits traits;
    private final SqlDialect dialect;
    private final Transactions transactions;
    private final Processors processors;
    private final Shards shards;
    private final Claims claims;
    private final Results results;
    private final Purge purge;
    private final WorkTransactions work;
    private final StoreAdmin admin;
    private final @Nullable AutoCloseable owned;
    private volatile boolean closed;

    JdbcResultStore(Opening opening, SqlDialect dialect, String product) {
        this.dialect = dialect;
        this.owned = opening.owned();
        SqlErrors errors = new SqlErrors(opening.address(), dialect);
        Rows rows = new Rows(dialect);
        transactions = new Transactions(opening.source(), errors, dialect.readsInAutoCommit());
        processors = new Processors(dialect.tables());
        shards = new Shards(dialect, processors);
        claims = new Claims(rows, shards);
        results = new Results(rows, shards);
        purge = new Purge(dialect, processors, rows, transactions);
        work = new WorkTransactions(opening, dialect, errors, shards, results);
        admin = new JdbcStoreAdmin(dialect, transactions, processors, rows, this::checkOpen);
        traits = new StoreTraits(
                JdbcResultStoreProvider.NAME,
                product,
                Guarantee.LINEARIZABLE,
                Map.of(Scope.SHARD, Fencing.ATOMIC, Scope.PROCESSOR, Fencing.ATOMIC),
                LIMITS.maxResultBytes(),
                LIMITS.maxBatch(),
                false);
    }

    @Override
    public StoreTraits traits() {
        return traits;
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        checkOpen();
        return transactions.read("a preflight check", dialect::preflight);
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        checkOpen();
        return transactions.write("a registration", connection -> processors.register(connection, spec));
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        checkOpen();
        transactions.change("an amendment", connection -> processors.amend(connection, processor, attributes));
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        checkOpen();
        return transactions.write(
                "the acquisition of " + shard, connection -> shards.acquire(connection, shard, scope, node));
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        checkOpen();
        LIMITS.checkBatch("a claim", requests.stream().map(ClaimRequest::id));
        return transactions.write("a claim", connection -> claims.claim(connection, tenure, requests, lease));
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> granted, Duration lease) {
        checkOpen();
        LIMITS.checkBatch("a renewal", granted.stream().map(ClaimOutcome.Granted::id));
        return transactions.write("a renewal", connection -> claims.renew(connection, tenure, granted, lease));
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> granted) {
        checkOpen();
        LIMITS.checkBatch("a release", granted.stream().map(ClaimOutcome.Granted::id));
        transactions.change("a release", connection -> claims.release(connection, tenure, granted));
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        checkOpen();
        LIMITS.checkBatch("a record", completions.stream().map(Completion::id));
        return transactions.write(
                "a record", connection -> results.record(connection, tenure, completions, checkpoint));
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        checkOpen();
        return transactions.write(
                "a replacement",
                connection -> results.replace(connection, tenure, expectedNonce, deadLetter, checkpoint));
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        checkOpen();
        LIMITS.checkBatch("a look-up", ids.stream());
        return transactions.read("a look-up", connection -> results.find(connection, tenure, ids));
    }

    @Override
    public long purge(PurgeRequest request) {
        checkOpen();
        return purge.purge(request);
    }

    @Override
    public StoreAdmin admin() {
        return admin;
    }

    @Override
    public Class<Connection> resourceType() {
        return Connection.class;
    }

    @Override
    public TransactionOutcome transact(Tenure tenure, Work<Connection> handler) {
        checkOpen();
        return work.transact(tenure, handler);
    }

    @Override
    public void close() {
        closed = true;
        AutoCloseable pool = owned;
        if (pool != null) {
            try {
                pool.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close the connection pool", e);
            }
        }
    }

    /** How often the database chose a transaction of this store as a victim of a deadlock or the like. */
    long victims() {
        return transactions.victims();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }
}
