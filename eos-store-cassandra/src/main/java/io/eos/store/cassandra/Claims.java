package io.eos.store.cassandra;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.RenewOutcome;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Grants, renews and takes back claims. Thread-safe. */
final class Claims {
    private final Changes changes;
    private final Retention retention;

    Claims(Changes changes, Retention retention) {
        this.changes = changes;
        this.retention = retention;
    }

    List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        return changes.apply("a claim", tenure, requests, new Claiming(tenure, lease, retention), null);
    }

    List<RenewOutcome> renew(Tenure tenure, List<Granted> claims, Duration lease) {
        return changes.apply("a renewal", tenure, claims, new Renewing(lease, retention), null);
    }

    void release(Tenure tenure, List<Granted> claims) {
        changes.apply("a release", tenure, claims, new Releasing(tenure, retention), null);
    }

    private record Claiming(Tenure tenure, Duration lease, Retention retention)
            implements Rule<ClaimRequest, ClaimOutcome> {
        @Override
        public MessageId id(ClaimRequest request) {
            return request.id();
        }

        @Override
        public boolean guesses() {
            return true;
        }

        @Override
        public @Nullable IdRow guess(ClaimRequest request) {
            return null;
        }

        @Override
        public Step<ClaimOutcome> decide(ClaimRequest request, @Nullable IdRow present, Moment moment) {
            if (present == null) {
                return granted(request, null, moment.freshToken().getAsLong(), false);
            }
            if (present.state().done()) {
                return Step.of(new ClaimOutcome.Done(present.id(), present.result()));
            }
            boolean claimed = present.state() == RowState.CLAIMED;
            if (claimed && present.nonce() == request.nonce()) {
                return new Step<>(
                        new Granted(present.id(), present.token(), present.redelivered()),
                        RowWrite.renewed(present, lease, retention));
            }
            long until = present.changedAt() + present.lease();
            if (claimed && until > moment.now() && !takesOver(request, present)) {
                Duration remaining = Duration.ofMillis(until - moment.now());
                return Step.of(new ClaimOutcome.Busy(present.id(), new NodeId(present.node()), remaining));
            }
            long token = Math.max(moment.freshToken().getAsLong(), present.lastToken() + 1);
            return granted(request, present, token, claimed || present.state() == RowState.INTERRUPTED);
        }

        private boolean takesOver(ClaimRequest request, IdRow present) {
            return request.takeOver() && present.claimedBy(tenure.shard()) && present.epoch() < tenure.epoch();
        }

        private Step<ClaimOutcome> granted(
                ClaimRequest request, @Nullable IdRow present, long token, boolean redelivered) {
            return new Step<>(
                    new Granted(request.id(), token, redelivered),
                    RowWrite.claim(
                            request.id(), present, tenure, token, request.nonce(), redelivered, lease, retention));
        }
    }

    private record Renewing(Duration lease, Retention retention) implements Rule<Granted, RenewOutcome> {
        @Override
        public MessageId id(Granted claim) {
            return claim.id();
        }

        @Override
        public boolean guesses() {
            return false;
        }

        @Override
        public @Nullable IdRow guess(Granted claim) {
            return null;
        }

        @Override
        public Step<RenewOutcome> decide(Granted claim, @Nullable IdRow present, Moment moment) {
            return present != null && present.isClaim(claim.token())
                    ? new Step<>(RenewOutcome.RENEWED, RowWrite.renewed(present, lease, retention))
                    : Step.of(RenewOutcome.LOST);
        }
    }

    private record Releasing(Tenure tenure, Retention retention) implements Rule<Granted, Boolean> {
        @Override
        public MessageId id(Granted claim) {
            return claim.id();
        }

        @Override
        public boolean guesses() {
            return true;
        }

        @Override
        public @Nullable IdRow guess(Granted claim) {
            return IdRow.guess(claim.id(), claim.token(), tenure.shard());
        }

        @Override
        public Step<Boolean> decide(Granted claim, @Nullable IdRow present, Moment moment) {
            return present != null && present.isClaim(claim.token())
                    ? new Step<>(true, RowWrite.absent(present, claim.redelivered(), retention))
                    : Step.of(false);
        }
    }
}
