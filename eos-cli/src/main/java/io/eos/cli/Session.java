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
 * @param terminal whether {@code err} is a terminal, on which a line can be drawn again
 */
record Session(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {
    Session {
        environment = Map.copyOf(environment);
    }

    static Session ofThisProcess() {
        return new Session(System.in, System.out, System.err, System.getenv(), Boolean.getBoolean("eos.terminal"));
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
