/**
 * The demo's ledger on each storage system, without eos: how it is made, how an entry is made, and who reads it. An entry has no key that would keep
 * a payment from being entered twice: nothing but the processing does.
 */
@NullMarked
package io.eos.cli.demo.ledger;

import org.jspecify.annotations.NullMarked;
