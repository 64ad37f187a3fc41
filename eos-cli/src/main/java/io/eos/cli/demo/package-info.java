/**
 * The demo: payments, workers that are killed while they hold unsettled ones, and the same without eos. Its audit lives in
 * {@code io.eos.cli.audit} and knows nothing of eos.
 */
@NullMarked
package io.eos.cli.demo;

import org.jspecify.annotations.NullMarked;
