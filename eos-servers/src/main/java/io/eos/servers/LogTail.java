package io.eos.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file, for error messages. Stateless. */
final class LogTail {

    private static final int LINES = 40;

    private LogTail() {}

    /** The last lines, introduced by the file's name and ready to be appended to a message. */
    static String of(Path log) {
        try {
            // ISO 8859-1 maps every byte, so that no log is unreadable.
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            if (lines.isEmpty()) {
                return "\n--- " + log + " is empty";
            }
            List<String> tail = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
            return "\n--- tail of " + log + ":\n" + String.join("\n", tail);
        } catch (IOException e) {
            return "\n--- " + log + " cannot be read: " + e;
        }
    }
}
