package io.eos.store.jdbc;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.RenewOutcome;
import io.eos.spi.Tenure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Grants, renews and takes back claims. Thread-safe; works within the caller's transaction, and checks the tenure last. */
final class Claims {
    private final Rows rows;
    private final Shards shards;

    Claims(Rows rows, Shards shards) {
        this.rows = rows;
        this.shards = shards;
    }

    /** Claims what is absent by inserting it; only where something was there, looks at it and changes it under the rules. */
    List<ClaimOutcome> claim(Connection connection, Tenure tenure, List<ClaimRequest> requests, Duration lease)
            throws SQLException {
        Owner owner = shards.owner(connection, tenure);
        Map<MessageId, ClaimOutcome> outcomes = new HashMap<>();
        List<RowWrite> writes = new ArrayList<>();
        long token = requests.isEmpty() ? 0 : rows.drawTokens(connection);
        for (ClaimRequest request : requests) {
            writes.add(RowWrite.claim(request.id(), owner, token, request.nonce(), false, lease));
            outcomes.put(request.id(), new ClaimOutcome.Granted(request.id(), token++, false));
        }
        if (rows.insertAbsent(connection, owner.slot(), writes) < requests.size()) {
            claimPresent(connection, owner, requests, lease, outcomes);
        }
        shards.check(connection, owner, "a claim");
        return requests.stream().map(request -> of(outcomes, request.id())).toList();
    }

    private void claimPresent(
            Connection connection,
            Owner owner,
            List<ClaimRequest> requests,
            Duration lease,
            Map<MessageId, ClaimOutcome> outcomes)
            throws SQLException {
        Map<MessageId, Row> present = rows.forUpdate(
                connection,
                owner.slot(),
                requests.stream().map(ClaimRequest::id).toList());
        // After the rows were read: greater than the token of each of them.
        long token = rows.drawTokens(connection);
        List<RowChange> changes = new ArrayList<>();
        for (ClaimRequest request : requests) {
            Row row = present.get(request.id());
            if (row == null) {
                throw new LostRaceException("a row vanished between an insert and a look-up");
            }
            if (row.state() == RowState.CLAIMED && row.claimNonce() == request.nonce()) {
                outcomes.put(row.id(), new ClaimOutcome.Granted(row.id(), row.token(), row.redelivered()));
                changes.add(new RowChange(row, RowWrite.renewed(row, lease)));
            } else if (row.state().done()) {
                outcomes.put(row.id(), new ClaimOutcome.Done(row.id(), row.result()));
            } else if (row.state() == RowState.CLAIMED
                    && row.leaseUntil() > row.now()
                    && !takesOver(request, row, owner)) {
                outcomes.put(row.id(), busy(row));
            } else {
                boolean redelivered = row.state() == RowState.CLAIMED || row.redelivered();
                changes.add(new RowChange(
                        row, RowWrite.claim(row.id(), owner, token, request.nonce(), redelivered, lease)));
                outcomes.put(row.id(), new ClaimOutcome.Granted(row.id(), token++, redelivered));
            }
        }
        rows.update(connection, owner.slot(), changes);
    }

    private static boolean takesOver(ClaimRequest request, Row row, Owner owner) {
        return request.takeOver()
                && row.shard() == owner.shard()
                && row.claimEpoch() < owner.tenure().epoch();
    }

    private static ClaimOutcome busy(Row row) {
        NodeId holder = new NodeId(String.valueOf(row.holder()));
        Duration remaining = Duration.of(row.leaseUntil() - row.now(), ChronoUnit.MICROS);
        return new ClaimOutcome.Busy(row.id(), holder, remaining);
    }

    private static ClaimOutcome of(Map<MessageId, ClaimOutcome> outcomes, MessageId id) {
        ClaimOutcome outcome = outcomes.get(id);
        if (outcome == null) {
            throw new IllegalStateException("no outcome for id " + id);
        }
        return outcome;
    }

    List<RenewOutcome> renew(Connection connection, Tenure tenure, List<ClaimOutcome.Granted> claims, Duration lease)
            throws SQLException {
        Owner owner = shards.owner(connection, tenure);
        List<RowChange> changes = new ArrayList<>();
        List<RenewOutcome> outcomes = new ArrayList<>();
        Map<MessageId, Row> present = present(connection, owner, claims);
        for (ClaimOutcome.Granted claim : claims) {
            Row row = present.get(claim.id());
            if (row != null && holds(claim, row)) {
                changes.add(new RowChange(row, RowWrite.renewed(row, lease)));
                outcomes.add(RenewOutcome.RENEWED);
            } else {
                outcomes.add(RenewOutcome.LOST);
            }
        }
        rows.update(connection, owner.slot(), changes);
        shards.check(connection, owner, "a renewal");
        return outcomes;
    }

    void release(Connection connection, Tenure tenure, List<ClaimOutcome.Granted> claims) throws SQLException {
        Owner owner = shards.owner(connection, tenure);
        List<RowChange> changes = new ArrayList<>();
        Map<MessageId, Row> present = present(connection, owner, claims);
        for (ClaimOutcome.Granted claim : claims) {
            Row row = present.get(claim.id());
            if (row != null && holds(claim, row)) {
                changes.add(new RowChange(row, RowWrite.released(row)));
            }
        }
        rows.update(connection, owner.slot(), changes);
        shards.check(connection, owner, "a release");
    }

    private Map<MessageId, Row> present(Connection connection, Owner owner, List<ClaimOutcome.Granted> claims)
            throws SQLException {
        return rows.forUpdate(
                connection,
                owner.slot(),
                claims.stream().map(ClaimOutcome.Granted::id).toList());
    }

    private static boolean holds(ClaimOutcome.Granted claim, Row row) {
        return row.state() == RowState.CLAIMED && row.token() == claim.token();
    }
}
