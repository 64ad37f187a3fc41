package io.eos.store.jdbc;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A database that takes a batch as arrays, one a column: one statement and one round trip whatever the batch's size. */
abstract class ArrayDialect extends SqlDialect {
    /** The kinds of values. */
    enum Kind {
        BINARY,
        SMALL,
        INT,
        BIG,
        TEXT
    }

    /** A column of a batch: its values, of rows of one kind. */
    private record Column<T>(String name, Kind kind, Function<T, @Nullable Object> value) {}

    private static final List<Column<RowWrite>> WRITTEN = List.of(
            new Column<>("id", Kind.BINARY, row -> row.id().toBytes()),
            new Column<>("state", Kind.SMALL, row -> row.state().code()),
            new Column<>("shard", Kind.INT, RowWrite::shard),
            new Column<>("source_offset", Kind.BIG, RowWrite::sourceOffset),
            new Column<>("token", Kind.BIG, RowWrite::token),
            new Column<>("claim_nonce", Kind.BIG, RowWrite::claimNonce),
            new Column<>("claim_epoch", Kind.BIG, RowWrite::claimEpoch),
            new Column<>("redelivered", Kind.SMALL, row -> (short) (row.redelivered() ? 1 : 0)),
            new Column<>("lease", Kind.BIG, RowWrite::lease),
            new Column<>("holder", Kind.TEXT, RowWrite::holder),
            new Column<>("body", Kind.BINARY, row -> Bytes.arrayOrNull(row.body())));

    /** Of a result that no claim came before; all else about it is the same for every one of its shard. */
    private static final List<Column<RowWrite>> PLAIN = WRITTEN.stream()
            .filter(column -> Set.of("id", "state", "source_offset", "body").contains(column.name()))
            .toList();

    private static final List<Column<Row>> EXPECTED = List.of(
            new Column<>("old_state", Kind.SMALL, row -> row.state().code()),
            new Column<>("old_token", Kind.BIG, Row::token),
            new Column<>("old_lease", Kind.BIG, Row::leaseUntil));

    ArrayDialect(Tables tables) {
        super(tables);
    }

    /** The database's name for a kind. */
    abstract String type(Kind kind);

    /** The type of an array, in SQL. */
    abstract String arrayType(Kind kind);

    private Array array(Connection connection, Kind kind, @Nullable Object[] values) throws SQLException {
        return connection.createArrayOf(type(kind), values);
    }

    /** {@code UNNEST} of the columns of a written batch, as {@code u}. */
    final String written() {
        return unnest(WRITTEN, List.of());
    }

    /** An {@code INSERT} of a batch as {@code u}; its parameters are the slot and then the {@linkplain #bindWritten batch}. */
    final String insertWritten(String alias) {
        return insertInto(alias)
                + " SELECT ?, u.id, u.state, u.shard, u.source_offset, u.token, u.claim_nonce, u.claim_epoch,"
                + " u.redelivered, " + leaseEnd() + ", u.holder, u.body, " + clock() + " FROM " + written();
    }

    /**
     * The same for {@linkplain RowWrite#arePlain plain} results: a third of the columns, so a third of what is sent and taken apart. The clock is a
     * query of its own, which is asked once instead of for each row.
     */
    final String insertPlain(String alias) {
        return insertInto(alias)
                + " SELECT ?, u.id, u.state, CAST(? AS " + type(Kind.INT)
                + "), u.source_offset, 0, 0, 0, 0, 0, NULL, u.body, (SELECT "
                + clock() + ") FROM " + unnest(PLAIN, List.of());
    }

    private String insertInto(String alias) {
        return "INSERT INTO " + tables().result() + alias
                + " (slot, id, state, shard, source_offset, token, claim_nonce,"
                + " claim_epoch, redelivered, lease_until, holder, body, changed_at)";
    }

    /** The same, with the columns that say how each row was read. */
    final String writtenAndExpected() {
        return unnest(WRITTEN, EXPECTED);
    }

    /** {@code UNNEST} of ids alone, as {@code u}. */
    final String ids() {
        return unnest(WRITTEN.subList(0, 1), List.of());
    }

    /** When the lease of a written row ends. */
    final String leaseEnd() {
        return "CASE WHEN u.lease = 0 THEN 0 ELSE " + clock() + " + u.lease END";
    }

    private String unnest(List<? extends Column<?>> first, List<? extends Column<?>> second) {
        List<Column<?>> all = new ArrayList<>(first);
        all.addAll(second);
        return all.stream()
                        .map(column -> "CAST(? AS " + arrayType(column.kind()) + ")")
                        .collect(Collectors.joining(", ", "UNNEST(", ")"))
                + all.stream().map(Column::name).collect(Collectors.joining(", ", " AS u(", ")"));
    }

    /** Binds slot and batch of an insert. */
    final int bindInsert(PreparedStatement statement, int slot, List<RowWrite> rows, boolean plain)
            throws SQLException {
        statement.setInt(1, slot);
        if (!plain) {
            return bindWritten(statement, 2, rows);
        }
        statement.setInt(2, rows.get(0).shard());
        return bind(statement, 3, PLAIN, rows);
    }

    final int bindWritten(PreparedStatement statement, int from, List<RowWrite> rows) throws SQLException {
        return bind(statement, from, WRITTEN, rows);
    }

    final int bindWrittenAndExpected(PreparedStatement statement, int from, List<RowChange> changes)
            throws SQLException {
        int next = bind(
                statement, from, WRITTEN, changes.stream().map(RowChange::to).toList());
        return bind(
                statement, next, EXPECTED, changes.stream().map(RowChange::from).toList());
    }

    final void bindIds(PreparedStatement statement, int index, List<MessageId> ids) throws SQLException {
        byte[][] values = new byte[ids.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = ids.get(i).toBytes();
        }
        statement.setArray(index, array(statement.getConnection(), Kind.BINARY, values));
    }

    private <T> int bind(PreparedStatement statement, int from, List<Column<T>> columns, List<T> rows)
            throws SQLException {
        int index = from;
        for (Column<T> column : columns) {
            @Nullable Object[] values = newArray(column.kind(), rows.size());
            for (int i = 0; i < values.length; i++) {
                values[i] = column.value().apply(rows.get(i));
            }
            statement.setArray(index++, array(statement.getConnection(), column.kind(), values));
        }
        return index;
    }

    private static @Nullable Object[] newArray(Kind kind, int size) {
        return switch (kind) {
            case BINARY -> new byte[size][];
            case SMALL -> new Short[size];
            case INT -> new Integer[size];
            case BIG -> new Long[size];
            case TEXT -> new String[size];
        };
    }
}
