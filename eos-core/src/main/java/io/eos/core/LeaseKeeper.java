package io.eos.core;

import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.RenewOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of claims that are being worked on. {@link #renewAll()} is called by a thread of its own every third of a lease, so that
 * neither a busy poll thread nor long handlers let a lease run out. Thread-safe.
 */
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final ResultStore store;
    private final Duration lease;
    private final LoopClock clock;
    /** Few; in their order, so that a simulated run can be repeated. */
    private final Set<Watch> watches = new CopyOnWriteArraySet<>();

    LeaseKeeper(ResultStore store, Duration lease, LoopClock clock) {
        this.store = store;
        this.lease = lease;
        this.clock = clock;
    }

    Duration lease() {
        return lease;
    }

    /** Begins to keep a tenure's claims alive. */
    Watch watch(Tenure tenure) {
        Watch watch = new Watch(tenure);
        watches.add(watch);
        return watch;
    }

    /** Renews every claim that is watched. A failure is left to the next round, and in the end to the write of the result. */
    void renewAll() {
        for (Watch watch : watches) {
            try {
                watch.renew();
            } catch (RuntimeException e) {
                // Also one that no store should throw: the claims of other shards are renewed all the same.
                LOG.warn("leases of {} were not renewed: {}", watch.tenure.shard(), e.toString());
            }
        }
    }

    /** The claims of one batch. */
    final class Watch implements AutoCloseable {
        private final Tenure tenure;
        private final Map<Granted, Long> renewedAt = new ConcurrentHashMap<>();

        private Watch(Tenure tenure) {
            this.tenure = tenure;
        }

        /**
         * Begins to keep a claim.
         *
         * @param since the clock's nanoseconds before the claim was asked for
         */
        void add(Granted claim, long since) {
            renewedAt.put(claim, since);
        }

        void remove(Granted claim) {
            renewedAt.remove(claim);
        }

        /** Whether the claim certainly holds, by this node's clock and with a tenth of the lease to spare. */
        boolean certain(Granted claim) {
            Long since = renewedAt.get(claim);
            return since != null
                    && clock.since(since).compareTo(lease.multipliedBy(9).dividedBy(10)) < 0;
        }

        private void renew() {
            List<Granted> claims = List.copyOf(renewedAt.keySet());
            if (claims.isEmpty()) {
                return;
            }
            long before = clock.nanos();
            List<RenewOutcome> outcomes = store.renew(tenure, claims, lease);
            for (int i = 0; i < claims.size(); i++) {
                if (outcomes.get(i) == RenewOutcome.RENEWED) {
                    renewedAt.replace(claims.get(i), before);
                } else {
                    renewedAt.remove(claims.get(i));
                }
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
