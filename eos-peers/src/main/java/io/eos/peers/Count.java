package io.eos.peers;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/** Counts what a route has done, duplicates included; what fails is not counted. Thread-safe. */
record Count(CopyTask task) implements Synchronization {
    @Override
    public void onComplete(Exchange exchange) {
        task.done(1);
    }

    @Override
    public void onFailure(Exchange exchange) {}
}
