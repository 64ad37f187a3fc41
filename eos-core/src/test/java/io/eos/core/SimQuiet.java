package io.eos.core;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Switches the loop's log off during a test: what it says of thousands of faults helps nobody. */
final class SimQuiet implements BeforeEachCallback, AfterEachCallback {
    private final Logger log = (Logger) LoggerFactory.getLogger("io.eos.core");
    private @Nullable Level before;

    @Override
    public void beforeEach(ExtensionContext test) {
        before = log.getLevel();
        log.setLevel(Level.OFF);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        log.setLevel(before);
    }
}
