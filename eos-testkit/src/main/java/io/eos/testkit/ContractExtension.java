package io.eos.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Turns a skip that no {@link ListedGap} explains into a failure, since an assumption that does not hold would hide a test; and adds to each
 * failure which store it was, since the groups have the same names for all.
 */
final class ContractExtension implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw checked(context, thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw checked(context, thrown);
    }

    private static Throwable checked(ExtensionContext context, Throwable thrown) {
        if (thrown instanceof ListedGap) {
            return thrown;
        }
        Throwable failure = thrown instanceof TestAbortedException
                ? new AssertionError("skipped, but the fixture lists no gap for it", thrown)
                : thrown;
        failure.addSuppressed(new Where(where(context)));
        return failure;
    }

    private static String where(ExtensionContext context) {
        Object store = context.getRequiredTestInstances().getAllInstances().get(0);
        String scope = context.getTestInstance()
                .filter(ContractTest.class::isInstance)
                .map(test -> ", in " + ((ContractTest) test).scope + " scope")
                .orElse("");
        return store.getClass().getName() + scope;
    }

    /** Says where a failure happened. */
    static final class Where extends Throwable {
        private static final long serialVersionUID = 1;

        Where(String where) {
            super(where, null, false, false);
        }
    }
}
