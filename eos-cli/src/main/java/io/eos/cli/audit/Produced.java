package io.eos.cli.audit;

import java.util.HashMap;
import java.util.Map;

/**
 * What the producer sent and the broker acknowledged: the truth that effects are compared with. Immutable.
 *
 * @param payments each payment by its id
 * @param sent how many messages were sent, duplicates included
 */
public record Produced(Map<String, Entry> payments, long sent) {
    /** Copies the map. */
    public Produced {
        payments = Map.copyOf(payments);
    }

    /** What a payment says. */
    public record Entry(String account, long cents) {}

    /** How many messages were sent more than there are payments. */
    public long duplicates() {
        return sent - payments.size();
    }

    /** The balance that each account must have in the end. */
    public Map<String, Long> balances() {
        Map<String, Long> balances = new HashMap<>();
        payments.values().forEach(payment -> balances.merge(payment.account(), payment.cents(), Long::sum));
        return balances;
    }
}
