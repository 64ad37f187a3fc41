package io.eos.store.jdbc;

/**
 * A change of a row that applies only if the row is still as it was read: state, token and lease.
 */
record RowChange(Row from, RowWrite to) {}
