package io.eos.store.jdbc;

import io.eos.spi.Tenure;

/**
 * A tenure with the numbers that stand for it in the tables.
 *
 * @param shard the shard's number
 * @param slot the number under which its ids are unique
 */
record Owner(Tenure tenure, int shard, int slot) {}
