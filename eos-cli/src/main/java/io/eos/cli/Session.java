package io.eos.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command has of the process that it runs in: streams, environment, and whether somebody watches. Immutable.
 *
 * @param in where answers are read from
 * @param out where results go
 * @param err where progress, warnings and errors go
 * @param environment the environment's variables
 * @param columns how wide the terminal is that {@code err} goes to, 0 if it is none
 */
record Session(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, int columns) {
    Session {
        environment = Map.copyOf(environment);
    }

    static Session ofThisProcess() {
        return new Session(
                System.in, System.out, System.err, System.getenv(), Integer.getInteger("eos.terminal.columns", 0));
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
