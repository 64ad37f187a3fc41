package io.eos.cli.audit;

/**
 * One effect that was found: an entry of the ledger, or a record of the output topic. Immutable.
 *
 * @param id the payment's id
 * @param account the account that it went to
 * @param cents its amount
 * @param worker which worker made the effect
 * @param partition the partition of the message that it came from
 * @param offset the offset of the message that it came from
 */
public record Effect(String id, String account, long cents, String worker, int partition, long offset) {
    private static final int FIELDS = 6;

    /** As one line, for ledgers that hold text. */
    public String toLine() {
        return String.join(
                "\t", id, account, Long.toString(cents), worker, Integer.toString(partition), Long.toString(offset));
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none of {@link #toLine}
     */
    public static Effect parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(
                    "an entry of the ledger has " + fields.length + " fields, not " + FIELDS);
        }
        return new Effect(
                fields[0],
                fields[1],
                Long.parseLong(fields[2]),
                fields[3],
                Integer.parseInt(fields[4]),
                Long.parseLong(fields[5]));
    }
}
