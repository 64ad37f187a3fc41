package io.eos.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Sets how much is logged, over what {@code logback.xml} says. Stateless. */
final class Logging {
    private Logging() {}

    static void configure(boolean verbose) {
        if (verbose && LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
            logback.getLogger("io.eos").setLevel(Level.DEBUG);
            logback.getLogger("org.apache.kafka").setLevel(Level.WARN);
        }
    }
}
