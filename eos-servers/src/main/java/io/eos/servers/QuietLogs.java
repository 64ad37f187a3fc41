package io.eos.servers;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Keeps servers inside this JVM from filling its log, unless its configuration says what they may log. Stateless. */
final class QuietLogs {

    private static final Map<String, Level> SERVERS = Map.of(
            "kafka",
            Level.WARN,
            "state.change.logger",
            Level.WARN,
            "org.apache.kafka",
            Level.WARN,
            // Warns of every new cluster that it is new.
            "org.apache.kafka.controller",
            Level.ERROR);

    private QuietLogs() {}

    static void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            SERVERS.forEach((name, level) -> {
                Logger logger = logback.getLogger(name);
                if (logger.getLevel() == null) {
                    logger.setLevel(level);
                }
            });
        }
    }
}
