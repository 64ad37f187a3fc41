package io.eos.peers;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/** Counts what a route has done, duplicates included; what fails is not counted. Thread-safe. */
record Count(AtomicLong done) implements Synchronization {
    @Override
    public void onComplete(Exchange exchange) {
        done.incrementAndGet();
    }

    @Override
    public void onFailure(Exchange exchange) {}
}
