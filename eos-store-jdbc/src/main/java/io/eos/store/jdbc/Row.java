package io.eos.store.jdbc;

import io.eos.api.Bytes;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the result table as it was read.
 *
 * @param shard the number of the shard under whose tenure it was written
 * @param leaseUntil 0 unless claimed
 * @param holder the claim's node, null unless claimed
 * @param body the encoded result, null unless done
 * @param now the database's clock when it was read
 */
record Row(
        MessageId id,
        RowState state,
        int shard,
        long token,
        long claimNonce,
        long claimEpoch,
        boolean redelivered,
        long leaseUntil,
        @Nullable String holder,
        @Nullable Bytes body,
        long changedAt,
        long now) {
    /** The columns that {@link #read} expects, of a table that the statement calls {@code r}; the clock follows as the last. */
    static final String COLUMNS = "r.id, r.state, r.shard, r.token, r.claim_nonce, r.claim_epoch, r.redelivered,"
            + " r.lease_until, r.holder, r.body, r.changed_at";

    static Row read(ResultSet rows) throws SQLException {
        return new Row(
                MessageId.fromBytes(rows.getBytes(1)),
                RowState.of(rows.getInt(2)),
                rows.getInt(3),
                rows.getLong(4),
                rows.getLong(5),
                rows.getLong(6),
                rows.getInt(7) != 0,
                rows.getLong(8),
                rows.getString(9),
                Bytes.wrapNullable(rows.getBytes(10)),
                rows.getLong(11),
                rows.getLong(12));
    }

    /** The result of a row that is done. */
    StoredResult result() {
        Bytes stored = body;
        if (stored == null) {
            throw new CorruptRecordException("the stored result of id " + id + " is empty");
        }
        return ResultCodec.decode(stored.unsafeArray());
    }
}
