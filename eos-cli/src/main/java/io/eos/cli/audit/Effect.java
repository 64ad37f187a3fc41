package io.eos.cli.audit;

/**
 * One effect that was found: a row of the ledger, or a record of the output topic. Immutable.
 *
 * @param id the payment's id
 * @param account the account that it went to
 * @param cents its amount
 * @param worker which worker made the effect
 * @param partition the partition of the message that it came from
 * @param offset the offset of the message that it came from
 */
public record Effect(String id, String account, long cents, String worker, int partition, long offset) {}
