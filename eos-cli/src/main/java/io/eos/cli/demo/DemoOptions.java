package io.eos.cli.demo;

/**
 * What the demo is asked for. Immutable.
 *
 * @param messages how many payments are made
 * @param duplicates how many of them are sent twice, from 0 to 1
 * @param nodes how many workers run at a time
 * @param kills how many are killed with SIGKILL
 * @param seed decides about payments, duplicates and victims
 * @param database what holds results and ledger
 */
public record DemoOptions(int messages, double duplicates, int nodes, int kills, long seed, Database database) {
    /** What holds results and ledger. */
    public enum Database {
        /** An H2 file that the processes share. */
        H2,
        /** A PostgreSQL server. */
        POSTGRESQL,
        /** A MariaDB server. */
        MARIADB
    }

    /** How many messages are sent more than once. */
    int duplicateCount() {
        return (int) Math.round(messages * duplicates);
    }
}
