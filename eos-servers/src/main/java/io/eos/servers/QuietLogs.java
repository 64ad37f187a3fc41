package io.eos.servers;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps servers inside this JVM from filling its log, unless its configuration says what they may log. Stateless. */
final class QuietLogs {

    private static final List<String> SERVERS = List.of("kafka", "state.change.logger", "org.apache.kafka");

    private QuietLogs() {}

    static void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            for (String name : SERVERS) {
                Logger logger = logback.getLogger(name);
                if (logger.getLevel() == null) {
                    logger.setLevel(Level.WARN);
                }
            }
        }
    }
}
