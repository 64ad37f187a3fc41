package io.eos.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs the command inside this JVM, with streams and environment of its own. */
final class Cli {
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";

    /** What a command said and how it ended. */
    record Result(int status, String out, String err) {}

    Cli env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli answer(String line) {
        input = line + "\n";
        return this;
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                0);
        int status = Main.run(session, args);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command with nothing in its environment. */
    static Result eos(String... args) {
        return new Cli().run(args);
    }
}
