/**
 * What it takes to test a store, and to test against one: the executable specification ({@link io.eos.testkit.InMemoryResultStore}), the contracts
 * that every store ({@link io.eos.testkit.StoreContract}) and its provider ({@link io.eos.testkit.ProviderContract}) must pass, and a store
 * that fails on purpose ({@link io.eos.testkit.FailingStore}). Whether a contract would notice a rule that is missing: {@link io.eos.testkit.MutationContract}.
 */
@NullMarked
package io.eos.testkit;

import org.jspecify.annotations.NullMarked;
