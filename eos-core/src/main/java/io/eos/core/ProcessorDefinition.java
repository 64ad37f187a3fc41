package io.eos.core;

/** A processor that is described and not started. Immutable; made by {@link ProcessorBuilder} alone. */
public sealed interface ProcessorDefinition permits ProcessorBuilder.Defined {
    /** {@return what was set, with defaults} */
    Settings settings();

    /**
     * Checks everything, connects and begins to poll.
     *
     * @return a processor that polls, for the caller to close
     * @throws io.eos.api.InvalidConfigurationException if it cannot work as configured, with all problems at once
     * @throws io.eos.api.StoreUnavailableException if the store does not answer within {@code start-timeout}
     * @throws BrokerUnavailableException if the broker does not
     */
    EosProcessor start();
}
