package io.eos.bench;

import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Session;

/** The statements that eos's store sends for results without claims, in the words of the store, on the tables of the store. Thread-safe. */
final class BareCql {
    private static final String NOW = "toUnixTimestamp(now())";
    private static final String OF_SHARD = " WHERE processor = :processor AND topic = :topic AND part = :part";
    private static final String OF_HEAD = OF_SHARD + " AND id = 0x00";
    private static final String COLUMNS =
            "id, state, claim_token, last_token, nonce, node, epoch, redelivered, lease, src_topic, src_part,"
                    + " src_offset, body, changed_at";
    private static final String HEAD_COLUMNS =
            "sequence, watermark, leader_epoch, pending, " + NOW + " AS server_now FROM ";

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement head;
    private final PreparedStatement checkpoint;

    /** @param together whether the rows are in the shard's partition */
    BareCql(Session session, String keyspace, boolean together) {
        String shard = keyspace + ".eos_shard";
        String table = together ? shard : keyspace + ".eos_result";
        String ofId = together ? OF_SHARD + " AND id = :id" : " WHERE processor = :processor AND id = :id";
        write = session.prepare("UPDATE " + table
                + " USING TTL :ttl SET state = :state, claim_token = :claim_token, last_token = :last_token, nonce = :nonce,"
                + " node = :node, epoch = :epoch, redelivered = :redelivered, lease = :lease, src_topic = :src_topic,"
                + " src_part = :src_part, src_offset = :src_offset, body = :body, changed_at = " + NOW + ofId
                + " IF state = null");
        read = session.prepare(
                        together
                                ? "SELECT " + COLUMNS + ", topic, part, " + HEAD_COLUMNS + shard + OF_SHARD
                                        + " AND id IN :ids"
                                : "SELECT " + COLUMNS + " FROM " + table + ofId)
                .setConsistencyLevel(ConsistencyLevel.SERIAL);
        head = session.prepare("SELECT id, epoch, nonce, node, changed_at, " + HEAD_COLUMNS + shard + OF_HEAD)
                .setConsistencyLevel(ConsistencyLevel.SERIAL);
        checkpoint = session.prepare("UPDATE " + shard + " SET sequence = :sequence, watermark = :watermark,"
                + " leader_epoch = :leader_epoch, pending = :pending, changed_at = " + NOW + OF_HEAD
                + " IF epoch = :epoch AND nonce = :nonce AND sequence <= :sequence AND watermark >= :acknowledged");
    }

    /** Puts a row if absent. */
    PreparedStatement write() {
        return write;
    }

    /** Reads rows, serially. */
    PreparedStatement read() {
        return read;
    }

    /** Reads the head, serially. */
    PreparedStatement head() {
        return head;
    }

    /** Writes the checkpoint if the tenure may. */
    PreparedStatement checkpoint() {
        return checkpoint;
    }
}
