/**
 * The store on a SQL database: H2, PostgreSQL or MariaDB.
 *
 * <p>How it holds what the SPI promises, in one place; each class says its part.
 * <ul>
 *   <li>A result is put if absent by the primary key of {@code (slot, id)}: the database decides a race, never a look-up beforehand.
 *   <li>What is there already is changed only as it was read: PostgreSQL and MariaDB lock the rows when they read them; H2 compares state,
 *       token and lease in the update, and the number of changed rows is checked.
 *   <li>The tenure is checked by the last statement before {@code COMMIT}: an {@code UPDATE} of the shard's row under its epoch, nonce,
 *       sequence and watermark, whose row count is checked. It locks the row, so that check and commit are one.
 *   <li>Ids are sorted in every statement, and result rows come before the shard's row, so that concurrent batches wait for each other
 *       rather than deadlock.
 *   <li>Leases and retention go by the database's clock, in microseconds.
 *   <li>What a lost answer left open is settled by the nonce of the stored claim or result.
 * </ul>
 */
@NullMarked
package io.eos.store.jdbc;

import org.jspecify.annotations.NullMarked;
