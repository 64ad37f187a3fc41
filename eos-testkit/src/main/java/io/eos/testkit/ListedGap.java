package io.eos.testkit;

import org.opentest4j.TestAbortedException;

/** Skips a test for a reason that the fixture lists. */
final class ListedGap extends TestAbortedException {
    private static final long serialVersionUID = 1;

    ListedGap(Feature feature, String reason) {
        super("the store lacks " + feature + ": " + reason);
    }
}
