package io.eos.cli;

import io.eos.api.CorruptRecordException;
import io.eos.api.EosException;
import io.eos.api.FencedException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.cli.audit.UnreadableLedgerException;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.ledger.LedgerException;
import io.eos.core.BrokerUnavailableException;
import io.eos.core.ProcessorStoppedException;
import io.eos.servers.ServerException;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one place where errors become messages and exit statuses. Thread-safe. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final Set<Class<?>> BAD_TOPIC =
            Set.of(InvalidTopicException.class, UnknownTopicOrPartitionException.class);

    private final Session session;
    private final EosCommand eos;

    Failures(Session session, EosCommand eos) {
        this.session = session;
        this.eos = eos;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        session.err().println("eos: " + e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, session.errWriter())) {
            session.err()
                    .println("Try './" + command.getCommandSpec().qualifiedName(" ")
                            + " --help', which ends with examples.");
        }
        return ExitStatus.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof InterruptedException || e instanceof InterruptException) {
            session.err().println("eos: interrupted");
            return ExitStatus.INTERRUPTED;
        }
        int status = status(e);
        session.err().println("eos: " + (status == ExitStatus.DEFECT ? defect(e) : message(e)));
        if (eos.verbose()) {
            e.printStackTrace(session.err());
        }
        return status;
    }

    /** The exit status that an error ends the process with. */
    static int status(Throwable e) {
        if (e instanceof CommandFailure failure) {
            return failure.status();
        }
        if (e instanceof DemoFailedException) {
            return ExitStatus.AUDIT_FAILED;
        }
        if (e instanceof InvalidConfigurationException
                || e instanceof ProcessorStoppedException
                || e instanceof ConfigException
                || BAD_TOPIC.contains(e.getClass())) {
            return ExitStatus.CONFIGURATION;
        }
        if (e instanceof BrokerUnavailableException) {
            return ExitStatus.BROKER;
        }
        if (e instanceof StoreUnavailableException
                || e instanceof OutcomeUnknownException
                || e instanceof FencedException
                || e instanceof CorruptRecordException
                || e instanceof LedgerException
                || e instanceof UnreadableLedgerException) {
            return ExitStatus.STORE;
        }
        if (e instanceof ServerException) {
            return ExitStatus.BROKER;
        }
        if (e instanceof KafkaException) {
            // A client that cannot be made says so with a plain KafkaException around what is wrong with its settings.
            return e.getCause() instanceof ConfigException ? ExitStatus.CONFIGURATION : ExitStatus.BROKER;
        }
        return ExitStatus.DEFECT;
    }

    /** One paragraph: what went wrong, and the first cause that adds to it. */
    static String message(Throwable e) {
        String message = text(e);
        if (e instanceof EosException || e instanceof ServerException) {
            return message;
        }
        Throwable cause = e.getCause();
        return cause == null || message.contains(text(cause)) ? message : message + ": " + text(cause);
    }

    private static String text(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private String defect(Exception e) {
        return "unexpected error, which is a defect of eos: " + e + (eos.verbose() ? "" : " (--verbose shows where)");
    }
}
