/**
 * What it takes to test a store, and to test against one: the executable specification ({@link io.eos.testkit.InMemoryResultStore}), the contract
 * that every store must pass ({@link io.eos.testkit.StoreContract})
 */
@NullMarked
package io.eos.testkit;

import org.jspecify.annotations.NullMarked;
