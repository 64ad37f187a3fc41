package io.eos.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Turns a skip that no {@link ListedGap} explains into a failure: an assumption that does not hold would hide a test. */
final class NoUnlistedSkips implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw checked(thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw checked(thrown);
    }

    private static Throwable checked(Throwable thrown) {
        return thrown instanceof TestAbortedException && !(thrown instanceof ListedGap)
                ? new AssertionError("skipped, but the fixture lists no gap for it", thrown)
                : thrown;
    }
}
