package io.eos.cli;

import picocli.CommandLine;

/** The main class behind {@code ./eos}. Stateless. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its exit status. */
    public static void main(String[] args) {
        System.exit(run(Session.ofThisProcess(), args));
    }

    /** Runs one command and returns its exit status. */
    static int run(Session session, String... args) {
        return commandLine(session).execute(args);
    }

    private static CommandLine commandLine(Session session) {
        EosCommand eos = new EosCommand();
        Failures failures = new Failures(session, eos);
        return new CommandLine(eos)
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new BenchCommand(session))
                .addSubcommand(new ChaosCommand(session))
                .addSubcommand(new DedupeCommand(session))
                .addSubcommand(new StoresCommand(session))
                .addSubcommand(new ResultCommand(session))
                .addSubcommand(new ResultsCommand(session))
                .addSubcommand(new RewindCommand(session))
                .addSubcommand(new PurgeCommand(session))
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(session.outWriter())
                .setErr(session.errWriter())
                .setUsageHelpWidth(110)
                .setUsageHelpLongOptionsMaxWidth(36)
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionStrategy(parsed -> {
                    Logging.configure(eos.verbose());
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }
}
