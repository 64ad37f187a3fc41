/**
 * The demo's audit, from outside: plain SQL on the ledger and a plain {@code read_committed} consumer on the output topic, compared
 * with what the producer sent. It imports nothing of eos, and a test holds that.
 */
@NullMarked
package io.eos.cli.audit;

import org.jspecify.annotations.NullMarked;
