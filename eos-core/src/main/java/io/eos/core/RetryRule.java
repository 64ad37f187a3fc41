package io.eos.core;

import java.time.Duration;
import java.util.Optional;

/** What follows a failed call of a handler: another one after a pause, or a dead letter. */
final class RetryRule {
    private RetryRule() {}

    /** The pause before the next call, or nothing if there is none. */
    static Optional<Duration> retryAfter(Item item, Throwable failure, Settings settings) {
        if (failure instanceof RejectedMessageException || item.failures > settings.handlerRetries()) {
            return Optional.empty();
        }
        return Optional.of(Backoff.ofHandler(settings).before(item.failures));
    }
}
