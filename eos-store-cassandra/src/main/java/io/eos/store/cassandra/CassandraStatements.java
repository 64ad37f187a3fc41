package io.eos.store.cassandra;

import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Session;

/**
 * The statements on heads, processors and the list of shards, prepared. Thread-safe.
 *
 * <p>Each write is one lightweight transaction, or a part of a batch that is one: the conditions of all its parts are checked, and all of it is
 * written, in one round of Paxos on the partition. Reads of what such a transaction writes are serial: they finish what is under way first.
 */
final class CassandraStatements {
    /** The clustering key of heads: before all ids, whose first byte is at least 1. */
    static final byte[] HEAD_ID = {0};

    private static final String OF_SHARD = " WHERE processor = :processor AND topic = :topic AND part = :part";
    private static final String OF_HEAD = OF_SHARD + " AND id = 0x00";
    private static final String OF_TENURE = " IF epoch = :epoch AND nonce = :nonce";
    private static final String NOW = "toUnixTimestamp(now())";

    /** Reads a head, with the server's clock. */
    final PreparedStatement head;
    /** Reads rows of a shard's partition, the head among them if its id is asked for, with the server's clock. */
    final PreparedStatement part;
    /** Begins the first tenure, if there is no head. */
    final PreparedStatement begin;
    /** Begins the next tenure, if the one that was read is still the present one. */
    final PreparedStatement advance;
    /** Writes nothing new, since a condition needs a write: for batches of rows that need the tenure. */
    final PreparedStatement check;
    /**
     * Writes what a checkpoint names as pending, under the conditions of the checkpoint: before rows that are not written together with it, so that
     * no successor misses one that only they tell of.
     */
    final PreparedStatement announce;
    /** Writes a checkpoint under all of its conditions. */
    final PreparedStatement checkpoint;
    /** Lowers a watermark and begins a tenure of nobody, if the head is still as it was read. */
    final PreparedStatement lower;

    final PreparedStatement listShard;
    final PreparedStatement shards;

    final PreparedStatement processor;
    final PreparedStatement register;
    final PreparedStatement amend;
    final PreparedStatement processors;

    /** Reads a shard's rows from an id on, in their order, without the results. */
    final PreparedStatement scanShard;
    /** Reads a processor's rows in {@code PROCESSOR} scope, without the results: the whole table, at the level of a quorum. */
    final PreparedStatement scanProcessor;

    /** Rows of {@code SHARD} scope. */
    final RowStatements shardRows;
    /** Rows of {@code PROCESSOR} scope. */
    final RowStatements resultRows;

    private final Session session;
    private final ConsistencyLevel serial;

    CassandraStatements(Session session, Tables tables, ConsistencyLevel serial) {
        this.session = session;
        this.serial = serial;
        String shard = tables.shard();
        String headColumns = "sequence, watermark, leader_epoch, pending, " + NOW + " AS server_now FROM " + shard;
        head = serial("SELECT id, epoch, nonce, node, changed_at, " + headColumns + OF_HEAD);
        part = serial("SELECT " + RowStatements.OF_SHARD + ", " + headColumns + OF_SHARD + " AND id IN :ids");
        begin = write("UPDATE " + shard + " SET epoch = :new_epoch, nonce = :new_nonce, node = :node, sequence = 0,"
                + " watermark = :watermark, leader_epoch = :leader_epoch, pending = :pending, changed_at = " + NOW
                + OF_HEAD + " IF epoch = null");
        advance = write("UPDATE " + shard + " SET epoch = :new_epoch, nonce = :new_nonce, node = :node, sequence = 0,"
                + " changed_at = " + NOW + OF_HEAD + OF_TENURE);
        check = write("UPDATE " + shard + " SET node = :node" + OF_HEAD + OF_TENURE);
        announce = write("UPDATE " + shard + " SET sequence = :sequence, pending = :pending" + OF_HEAD + OF_TENURE
                + " AND sequence < :below AND watermark >= :acknowledged");
        checkpoint = write("UPDATE " + shard + " SET sequence = :sequence, watermark = :watermark,"
                + " leader_epoch = :leader_epoch, pending = :pending, changed_at = " + NOW + OF_HEAD + OF_TENURE
                + " AND sequence <= :sequence AND watermark >= :acknowledged");
        lower = write("UPDATE " + shard + " SET epoch = :new_epoch, nonce = :new_nonce, sequence = 0,"
                + " watermark = :watermark, leader_epoch = :leader_epoch, pending = :pending, changed_at = " + NOW
                + OF_HEAD + OF_TENURE + " AND sequence = :old_sequence AND watermark = :old_watermark"
                + " AND pending = :old_pending");
        String list = tables.shardList();
        listShard = write("INSERT INTO " + list + " (processor, topic, part) VALUES (:processor, :topic, :part)"
                + " IF NOT EXISTS");
        shards = serial("SELECT topic, part FROM " + list + " WHERE processor = :processor");
        String processors = tables.processor();
        processor = serial("SELECT name, scope, incarnation, attributes FROM " + processors + " WHERE name = :name");
        register = write("INSERT INTO " + processors + " (name, scope, incarnation, attributes)"
                + " VALUES (:name, :scope, :incarnation, :attributes) IF NOT EXISTS");
        amend = write("UPDATE " + processors + " SET attributes = :attributes WHERE name = :name"
                + " IF attributes = :old_attributes");
        this.processors = session.prepare("SELECT name, scope, incarnation, attributes FROM " + processors);
        scanShard = serial(
                "SELECT " + RowStatements.SCANNED + ", topic, part FROM " + shard + OF_SHARD + " AND id >= :first_id");
        scanProcessor = session.prepare("SELECT " + RowStatements.SCANNED + " FROM " + tables.result()
                + " WHERE processor = :processor ALLOW FILTERING");
        shardRows = new RowStatements(this, shard, OF_SHARD + " AND id = :id", true);
        resultRows = new RowStatements(this, tables.result(), " WHERE processor = :processor AND id = :id", false);
    }

    /** A statement that reads what lightweight transactions write. */
    PreparedStatement serial(String cql) {
        return session.prepare(cql).setConsistencyLevel(serial);
    }

    PreparedStatement write(String cql) {
        return session.prepare(cql);
    }
}
