package io.eos.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself: what all subcommands share, and the help that one starts from. */
@Command(
        name = "eos",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommandsRepeatable = false,
        descriptionHeading = "%n",
        parameterListHeading = "%nArguments:%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:the audit of demo, bench or chaos failed",
            "2:wrong usage: an option is missing, unknown or malformed",
            "3:wrong configuration or bad input",
            "4:the Kafka broker does not answer or refuses",
            "5:the store does not answer or refuses",
            "70:a defect of eos",
            "130:interrupted"
        },
        footerHeading = "%nTry:%n",
        footer = {
            "  ./eos demo                  see it work: three workers, two killed, an audit from outside",
            "  ./eos dedupe --help         copy a topic so that each message is there exactly once",
            "  ./eos help COMMAND          every command's help ends with examples"
        },
        description = {
            "Exactly-once processing for Kafka consumers, on the storage system that you already run.",
            "",
            "eos keeps the result of every message in a store that all nodes share, so that a message which comes twice,",
            "after a crash, a rebalance or a producer's retry, takes effect once."
        })
final class EosCommand {
    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log more, and show the stack trace of an error.")
    private boolean verbose;

    @Option(
            names = "--class-path",
            paramLabel = "JARS",
            description =
                    "Additional jars, separated by colons, for example another store's. Accepted by every command.")
    private String classPath = "";

    boolean verbose() {
        return verbose;
    }

    /** Only for the help: the launcher takes the option out. Here it means that there was no launcher. */
    String classPath() {
        return classPath;
    }
}
