package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.core.SimPlan.Fault;
import io.eos.core.SimPlan.How;
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
import io.eos.spi.StoreTraits;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process's way to the store, with what goes wrong on it. What arrives is told to the {@link SimMonitor}. */
final class SimStore implements TransactionalResultStore<InMemoryEffects> {
    private static final Duration LONG = Duration.ofHours(1);

    private final SimScheduler time;
    private final InMemoryResultStore memory;
    private final SimMonitor monitor;
    private final SimProcess process;
    private final SimLink link;

    SimStore(SimWorld world, SimProcess process) {
        this.time = world.time;
        this.memory = world.memory;
        this.monitor = world.checker.monitor;
        this.process = process;
        this.link = new SimLink(world, process, "store", world::isStoreDown, FAILURES);
    }

    private static final SimLink.Failures FAILURES = new SimLink.Failures() {
        @Override
        public RuntimeException refused(String operation) {
            return new StoreUnavailableException(operation + " did not reach the store");
        }

        @Override
        public RuntimeException unknown(String operation) {
            return new OutcomeUnknownException("the answer to " + operation + " was lost");
        }
    };

    /** The world's own tasks: what is on its way to the store neither freezes nor dies. */
    private static final SimScheduler.Owner WORLD = new SimScheduler.Owner() {
        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public long frozenUntil() {
            return 0;
        }
    };

    @Override
    public StoreTraits traits() {
        return memory.traits();
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        return memory.preflight(retention);
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        return link.call("REGISTER", () -> memory.register(spec));
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        memory.amend(processor, attributes);
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        return link.call("ACQUIRE", () -> monitor.acquired(memory.acquire(shard, scope, node)));
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        long sent = time.now();
        return link.call("CLAIM", () -> monitor.claimed(tenure, memory.claim(tenure, requests, lease), lease, sent));
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> claims, Duration lease) {
        return link.call("RENEW", () -> monitor.renewed(tenure, claims, memory.renew(tenure, claims, lease), lease));
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> claims) {
        long sent = time.now();
        link.call("RELEASE", () -> {
            memory.release(tenure, claims);
            monitor.released(tenure, claims, sent);
            return true;
        });
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        return link.call(
                "RECORD",
                () -> monitor.recorded(
                        tenure, completions, memory.record(tenure, completions, checkpoint), checkpoint));
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        throw new UnsupportedOperationException("no output is unpublishable here");
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        return link.call("FIND", () -> memory.find(tenure, ids));
    }

    @Override
    public long purge(PurgeRequest request) {
        return memory.purge(request);
    }

    @Override
    public StoreAdmin admin() {
        return memory.admin();
    }

    @Override
    public Class<InMemoryEffects> resourceType() {
        return InMemoryEffects.class;
    }

    @Override
    public TransactionOutcome transact(Tenure tenure, Work<InMemoryEffects> work) {
        Fault fault = link.begin("TRANSACT");
        if (fault != null && fault.how() == How.LATE) {
            return late(tenure, work, Duration.ofMillis(fault.millis()));
        }
        How how = fault == null ? null : fault.how();
        Duration before = how == How.SLOW && fault != null ? Duration.ofMillis(fault.millis()) : link.latency();
        Commit[] last = new Commit[1];
        TransactionOutcome outcome;
        try {
            outcome = memory.transact(tenure, effects -> {
                Commit commit = work.run(effects);
                last[0] = commit;
                link.pause(before);
                if (how == How.CRASH) {
                    throw process.crash();
                }
                if (how == How.REFUSED) {
                    throw new GivenUpException();
                }
                return commit;
            });
        } catch (WorkFailedException e) {
            if (e.getCause() instanceof GivenUpException) {
                throw link.unknown("TRANSACT");
            }
            throw e;
        }
        monitor.transacted(tenure, last[0], outcome);
        if (how == How.CRASH_AFTER) {
            throw process.crash();
        }
        link.pause(link.latency());
        if (how == How.LOST) {
            throw link.unknown("TRANSACT");
        }
        return outcome;
    }

    /** The effects are made, and the commit is on its way when the caller gives up. */
    private TransactionOutcome late(Tenure tenure, Work<InMemoryEffects> work, Duration pause) {
        SimScheduler.Signal ready = time.new Signal();
        boolean[] sent = new boolean[1];
        Commit[] last = new Commit[1];
        RuntimeException[] failure = new RuntimeException[1];
        // As a task of its own, since the caller goes on meanwhile.
        time.after(Duration.ZERO, WORLD, () -> {
            try {
                TransactionOutcome outcome = memory.transact(tenure, effects -> {
                    Commit commit = work.run(effects);
                    last[0] = commit;
                    sent[0] = true;
                    ready.send();
                    time.sleep(WORLD, pause);
                    return commit;
                });
                monitor.transacted(tenure, last[0], outcome);
            } catch (RuntimeException e) {
                failure[0] = e;
            } catch (SimCrash e) {
                time.trace(() -> process.name() + " died inside a transaction");
            }
            ready.send();
        });
        ready.await(process, LONG);
        @Nullable RuntimeException early = sent[0] ? null : failure[0];
        throw early == null ? link.unknown("TRANSACT") : early;
    }

    @Override
    public void close() {}

    private static final class GivenUpException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
