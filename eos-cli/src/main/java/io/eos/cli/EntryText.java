package io.eos.cli;

import io.eos.api.Output;
import io.eos.api.StoredResult;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreAdmin.Entry;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an entry of a store is shown to an operator. Payloads are not shown. Stateless. */
final class EntryText {
    private EntryText() {}

    /** A line of a list. */
    static String line(Entry entry) {
        StoredResult result = entry.result();
        return String.format(
                Locale.ROOT,
                "%-11s  %s  %-36s  %s",
                SettingsReader.hyphenated(entry.state()),
                entry.changedAt(),
                entry.id(),
                result == null
                        ? "claimed by " + entry.holder() + ", token " + entry.token()
                        : "from " + result.source() + (result.detail().isEmpty() ? "" : ", " + result.detail()));
    }

    /** All that is known about it, a line each. */
    static String paragraph(Entry entry) {
        StringBuilder text = new StringBuilder();
        line(text, "id", entry.id().toString());
        line(text, "state", SettingsReader.hyphenated(entry.state()));
        if (entry.shard() != null) {
            line(text, "shard", entry.shard().toString());
        }
        line(text, "changed at", entry.changedAt() + " by the store's clock");
        StoredResult result = entry.result();
        if (result == null) {
            line(text, "claimed by", entry.holder().toString());
        } else {
            result(text, result);
        }
        if (entry.token() > 0) {
            line(text, "token", Long.toString(entry.token()));
        }
        return text.toString();
    }

    private static void result(StringBuilder text, StoredResult result) {
        line(text, "source", result.source() + " (topic id, partition, offset)");
        line(text, "node", result.node().toString());
        line(text, "completed at", result.completedAt() + " by the node's clock");
        line(text, "attempts", Integer.toString(result.attempts()));
        if (!result.detail().isEmpty()) {
            line(text, "detail", result.detail());
        }
        if (result.inputDigest() != null) {
            line(text, "input", "SHA-256 " + result.inputDigest().toHex());
        }
        if (result.payload() != null) {
            line(text, "payload", result.payload().toString());
        }
        if (!result.outputs().isEmpty()) {
            line(
                    text,
                    "outputs",
                    result.outputs().size() + " to "
                            + result.outputs().stream()
                                    .map(Output::topic)
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(String.format(Locale.ROOT, "%-14s%s%n", what, value));
    }
}
