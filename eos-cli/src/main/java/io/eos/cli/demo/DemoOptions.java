package io.eos.cli.demo;

import io.eos.cli.demo.ledger.StorageSystem;

/**
 * What the demo is asked for. Immutable.
 *
 * @param messages how many payments are made
 * @param duplicates how many of them are sent twice, from 0 to 1
 * @param nodes how many workers run at a time
 * @param kills how many are killed with SIGKILL
 * @param seed decides about payments, duplicates and victims
 * @param system what holds results and ledger
 */
public record DemoOptions(int messages, double duplicates, int nodes, int kills, long seed, StorageSystem system) {
    /** How many messages are sent more than once. */
    int duplicateCount() {
        return (int) Math.round(messages * duplicates);
    }
}
